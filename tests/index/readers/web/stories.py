"""Pages and feeds of invented outlets."""

from index.models import Article, Problem
from index.readers.web import Access, read_address

WEEKS = [
    f"In week {n} the bridge over the Orry was closed again, said Ana Ruiz of the agency,"
    f" and {n + 3} ferries took the commuters of Karsk across instead."
    for n in range(6)
]
STORY = "".join(f"<p>{week}</p>" for week in WEEKS)


def page(head: str = "", body: str = STORY) -> str:
    return f"<html><head>{head}</head><body><article>{body}</article></body></html>"


def rss(*items: str, title: str = "The Harbour Wire") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><link>/</link>{''.join(items)}</channel></rss>"
    )


def item(link: str, more: str = "", title: str = "Bridge closed again") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def readings(url: str, access: Access) -> list[Article | Problem]:
    return list(read_address(url, access))


def read_one(url: str, access: Access) -> Article:
    (article,) = readings(url, access)
    assert isinstance(article, Article), article
    return article


def reason(url: str, access: Access) -> str:
    """Why nothing was read, which must be one Problem of one line that names the address."""
    (problem,) = readings(url, access)
    assert isinstance(problem, Problem), problem
    assert problem.place == url and "\n" not in str(problem)
    return problem.reason
