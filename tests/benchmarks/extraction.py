"""What is read of pages, counted as in trafilatura's evaluation: strings in and not in the text.

    python -m tests.benchmarks.extraction

It prints this reader beside trafilatura alone, and this reader without each of its rules.
The pages in `pages/` are ours: invented text in the structures of real sites. In them, ⟦...⟧ must
be in the text, ⟨...⟩ must not, and {1} to {5} are the sentences of a story, which must be.
"""

import html
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from index.models import Article
from index.readers import page_markup
from index.readers.base import Origin, UnreadableError
from index.readers.html import read_html

PAGES = Path(__file__).with_name("pages")
_TAG = re.compile(r"<[^>]*>")
_OUT = re.compile("⟨([^⟩]*)⟩")
_IN = re.compile("⟦([^⟧]*)⟧")


@dataclass(frozen=True)
class Page:
    name: str
    markup: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


@dataclass
class Count:
    """Wanted strings found and lost, unwanted strings found."""

    found: int = 0
    lost: int = 0
    wrong: int = 0

    def __str__(self) -> str:
        precision = self.found / max(1, self.found + self.wrong)
        recall = self.found / max(1, self.found + self.lost)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"


def pages() -> Iterator[Page]:
    stories: dict[str, list[str]] = {}
    for line in (PAGES / "stories.txt").read_text().splitlines():
        stories.setdefault(line[:2], []).append(line[3:])
    for file in sorted(PAGES.glob("*.html")):
        for part in re.split(r"^=== ", file.read_text(), flags=re.MULTILINE)[1:]:
            head, markup = part.split("\n", 1)
            name, language = head.split()
            yield _page(name, markup, stories[language])


def _page(name: str, markup: str, story: list[str]) -> Page:
    said = [story[int(n) - 1] for n in dict.fromkeys(re.findall(r"\{(\d)\}", markup))]
    unwanted = [_plain(text) for text in _OUT.findall(markup)]
    wanted = [_plain(_OUT.sub("", text)) for text in _IN.findall(markup)]
    shown = re.sub("[⟦⟧⟨⟩]", "", markup)
    filled = re.sub(r"\{(\d)\}", lambda number: story[int(number[1]) - 1], shown)
    return Page(name, filled, (*said, *wanted), tuple(text for text in unwanted if len(text) > 1))


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def count(page: Page, text: str) -> Count:
    said = " ".join(text.split())
    found = sum(text in said for text in page.wanted)
    return Count(found, len(page.wanted) - found, sum(text in said for text in page.unwanted))


def measure(extract: Callable[[str], str | None]) -> tuple[Count, int]:
    """The sum over all pages, and the number of pages without text."""
    total, empty = Count(), 0
    for page in pages():
        text = extract(page.markup) or ""
        one = count(page, text)
        total = Count(total.found + one.found, total.lost + one.lost, total.wrong + one.wrong)
        empty += not text
    return total, empty


def text_of(markup: str) -> str:
    """The text of the article that the reader for web pages finds, or "" if it finds none."""
    try:
        article = next(iter(read_html(io.BytesIO(markup.encode()), Origin("a.html", "a.html"))))
    except UnreadableError:
        return ""
    assert isinstance(article, Article)
    return article.text


def main() -> None:
    ways: dict[str, Callable[[str], str | None]] = {
        "this reader": text_of,
        "trafilatura": lambda page: trafilatura.extract(page, include_comments=False),
        "favor_precision": lambda page: trafilatura.extract(
            page, include_comments=False, favor_precision=True
        ),
        "favor_recall": lambda page: trafilatura.extract(
            page, include_comments=False, favor_recall=True
        ),
    }
    for name, way in ways.items():
        total, empty = measure(way)
        print(f"{name:32}{total}  pages without text {empty}")
    rules = page_markup.RULES
    for rule in (*rules, None):
        page_markup.RULES = tuple(one for one in rules if rule and one is not rule)
        name = f"without {rule.__name__}" if rule else "without any rule"
        print(f"{name:32}{measure(text_of)[0]}")


if __name__ == "__main__":
    main()
