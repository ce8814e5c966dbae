"""The pages without a script: forms, articles, answers; what is hostile is harmless."""

import re
import tomllib
from html.parser import HTMLParser
from importlib.resources import files
from urllib.parse import quote

import httpx
import pytest

from assistant import Assistant
from assistant.text.links import article_path, sentence_path
from assistant.web.templates import sentence_address
from index.models import Article
from tests.assistant.web.conftest import BIDI, HEBREW, HOSTILE, ODD_ID
from tests.assistant.web.serving import serving
from tests.making import add

QUESTION = "Which fighter program was Turkey withdrawn from?"
NAMES = re.compile("assistant subscribe|/openapi.json")  # in any language
QUOTE = "It also withdrew NATO ally Turkey from its F-35 fighter program."


class Page(HTMLParser):
    """The tags, links and texts of a page; `marked` is what stands in <mark>."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = self.marked = ""
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._open.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            """An element without an end."""

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marked += data


def ask(web: httpx.Client, question: str = QUESTION, **more: str) -> httpx.Response:
    return web.post("/ask", data={"question": question, **more}, follow_redirects=True)


def test_pages_have_no_words_of_their_own():
    """What they say is in wording.toml, and all that is there is said."""
    folder = files("assistant.web")
    wording = tomllib.loads((folder / "wording.toml").read_text("utf-8"))
    pages = [page.read_text("utf-8") for page in (folder / "pages").iterdir()]
    for page in pages:
        plain = NAMES.sub(
            "", re.sub(r"{{.*?}}", "x", re.sub(r"{%.*?%}", "", page, flags=re.DOTALL))
        )
        text = re.sub(r"&\w+;|x", "", Page(plain).text)
        assert not re.search(r"[A-Za-z]{2}", text), plain
        assert not re.search(r'(?:aria-label|placeholder|title|alt)="(?![x ]*")', plain), plain
    unused = {name for name in wording if not any(f"words.{name}" in page for page in pages)}
    by_name = {"fine", "warning", "failure", "wrong-citation"}  # words[...]: what was found or said
    assert unused == {*by_name, "noted"}


def test_a_plain_form_leads_to_the_answer_and_its_link(web: httpx.Client):
    assert "<form" in web.get("/").text
    asked = ask(web)
    assert asked.status_code == 200
    assert re.fullmatch(r"/answers/\w{8}", asked.url.path)
    assert QUOTE in _plain(asked.text)
    assert web.get(asked.url.path).text == asked.text


def test_a_citation_leads_to_its_sentence_in_the_article(web: httpx.Client):
    link = next(link for link in Page(ask(web).text).links if "at=" in link)
    assert link.endswith("#cited")
    read = web.get(link)
    assert Page(read.text).marked == QUOTE
    assert 'id="cited"' in read.text


def test_a_follow_up_is_asked_after_its_answer(web: httpx.Client, asking: Assistant):
    first = ask(web, "When did the Halden Narrows Bridge reopen?")
    (follows,) = re.findall(r'name="follows" value="(\w{8})"', first.text)
    second = ask(web, "Who announced it?", follows=follows)
    records = [asking.answers.record(p.url.path.rpartition("/")[2]) for p in (first, second)]
    assert records[0].conversation == records[1].conversation


def test_filters_narrow_what_is_searched(web: httpx.Client):
    asked = ask(web, "Who bought Corvane Savings Bank?", sources="The Harbour Courier")
    assert "Ostmark Group agreed" not in asked.text
    assert ask(web, since="yesteryear").status_code == 400
    early = ask(web, "Who bought Corvane Savings Bank?", until="2023-01-01")
    assert "The archive does not answer this." in early.text


def test_an_answer_is_saved_as_markdown(web: httpx.Client):
    saved = web.get(ask(web).url.path + ".md")
    assert saved.headers["content-type"].startswith("text/markdown")
    assert "[^1]: " in saved.text and QUESTION in saved.text


def test_feedback_is_recorded_and_shown_with_the_answer(web: httpx.Client, asking: Assistant):
    path = ask(web).url.path
    form = next(link for link in Page(web.get(path).text).links if link.endswith("/feedback"))
    noted = web.post(form, data={"verdict": "right"})
    assert noted.status_code == 200 and "recorded" in noted.text
    plain = {"headers": {"Accept": "text/html"}, "follow_redirects": True}
    shown = web.post(form, data={"verdict": "wrong"}, **plain)
    assert shown.url.path == path and "Yes (1), No (1)" in shown.text
    asking.answers.feedback(path.rpartition("/")[2], "wrong-citation", citation=1)
    assert "Wrong citation (1)" in web.get(path).text


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("{}", {}, 422),
        ("{}", {"verdict": "great"}, 422),
        ("zzzzzzzz", {"verdict": "right"}, 404),
    ],
)
def test_feedback_that_is_none_is_refused(
    web: httpx.Client, path: str, form: dict[str, str], status: int
):
    answer = ask(web).url.path.rpartition("/")[2]
    refused = web.post(f"/answers/{path.format(answer)}/feedback", data=form)
    assert refused.status_code == status and "\n" not in refused.text.strip()
    asked = {"data": {"verdict": "right"}, "headers": {"Origin": "https://evil.example"}}
    assert web.post(f"/answers/{answer}/feedback", **asked).status_code == 403


def test_every_version_of_an_article_can_be_read(web: httpx.Client):
    newest, first = (web.get(f"/articles/mill{which}").text for which in ("", "?version=1"))
    assert "is open again" in newest and "is shut" in first
    assert Page(newest).links == Page(first).links
    assert "/articles/mill?version=2" in Page(first).links


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles/forged", 404),
        ("/articles/hostile?version=7", 404),
        ("/articles/hostile?version=0", 422),
        ("/articles/hostile?version=99999999999999999999", 422),
        ("/articles/hostile?at=5-2", 404),
        ("/articles/hostile?at=0-99999", 404),
        ("/articles/hostile?at=x", 404),
        ("/articles/", 404),
        ("/articles/..%2f..%2f..%2fetc%2fpasswd", 404),
        ("/articles/%00%ff", 404),
        ("/static/..%2f..%2fapp.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/answers/zzzzzzzz", 404),
        ("/answers/", 404),
        ("/answers/%", 404),
        ("/nothing", 404),
        ("/ask", 405),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(web: httpx.Client, path: str, status: int):
    refused = web.get(path)
    assert refused.status_code == status
    assert "\n" not in refused.text.strip() and "Traceback" not in refused.text
    shown = web.get(path, headers={"Accept": "text/html"})
    assert shown.status_code == status and "</html>" in shown.text


@pytest.mark.parametrize(
    "path", ["/", "/search", "/articles/hostile", "/api/articles", "/docs", "/static/style.css"]
)
def test_the_head_of_a_page_is_answered_alone(web: httpx.Client, path: str):
    whole, head = web.get(path), web.head(path)
    assert (head.status_code, head.text) == (200, "")
    for name in ("content-type", "content-length", "content-security-policy"):
        assert head.headers[name] == whole.headers[name]
    assert web.head("/nothing").status_code == 404 and web.head("/ask").status_code == 405


@pytest.mark.parametrize("id", [".", "..", "two\nlines", "/lead", "trail/", "a//b", "%2e%2e"])
def test_every_id_has_an_address(web: httpx.Client, asking: Assistant, id: str):
    add(asking.archive, Article(id=id, text=f"The mayor of Zell is {id}."))
    for path in (article_path(id), article_path(id, 1), sentence_path(id, 1, 0, 9)):
        assert "The mayor of Zell is" in Page(web.get(path).text).text
    listed = [*Page(web.get("/search?q=Zell").text).links, *Page(web.get("/search").text).links]
    assert any(link.startswith(article_path(id)) for link in listed)
    assert web.get(f"/api{article_path(id)}").json()["id"] == id
    asking.archive.remove(id)


def test_an_answer_is_found_by_its_whole_id_only(web: httpx.Client):
    path = ask(web).url.path
    for shorter in (path[:-1], path[:-4]):
        assert web.get(shorter).status_code == 404


@pytest.mark.parametrize("id", ["hostile", "bidi", "hebrew", "long", ODD_ID])
def test_hostile_articles_are_shown_as_text(web: httpx.Client, asking: Assistant, id: str):
    article = asking.archive.catalogue.article(id)
    assert article
    page = Page(web.get(f"/articles/{quote(id, safe='')}?at=2-20").text)
    assert article.text in page.text
    assert page.marked == article.text[2:20]
    assert not {"script", "img", "b"} & set(page.tags)
    assert not {name for name in page.attributes if name.startswith("on") or name == "style"}
    assert all(link.startswith(("/", "#")) for link in page.links)


def test_hostile_articles_are_harmless_in_answers(web: httpx.Client):
    for text in (HOSTILE, BIDI, HEBREW):
        page = Page(ask(web, text[:60]).text)
        assert page.tags.count("script") == 1  # our own
        assert "img" not in page.tags
        assert all(link.startswith(("/", "#", "http")) for link in page.links)


def test_a_link_names_any_article_by_its_id(web: httpx.Client, asking: Assistant):
    answer = asking.ask("What festival opened in Orlo?")
    cited = [*answer.citations, *(answer.abstention.nearest if answer.abstention else [])]
    odd = next(citation for citation in cited if citation.article.id == ODD_ID)
    assert Page(web.get(sentence_address(odd)).text).marked == odd.quote


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422),
        ({"question": " "}, 400),
        ({"question": "why " * 1_001}, 400),
        ({"question": "Why?", "follows": "forged"}, 404),
        ({"question": "Why?", "colour": "red"}, 422),
        ({"question": "x" * 100_000}, 413),
    ],
)
def test_questions_that_are_none_are_refused(web: httpx.Client, form: dict[str, str], status: int):
    for accept in ("*/*", "text/event-stream"):
        refused = web.post("/ask", data=form, headers={"Accept": accept})
        assert refused.status_code == status, refused.text
        assert "\n" not in refused.text.strip()


def test_without_a_record_the_answer_comes_at_once(asking: Assistant):
    with (
        Assistant(asking.settings.archive, llm="none", record=False) as assistant,
        serving(assistant) as web,
    ):
        asked = web.post("/ask", data={"question": QUESTION})
    assert asked.status_code == 200
    assert QUOTE in _plain(asked.text)
    assert "/answers/" not in asked.text


def _plain(page: str) -> str:
    """A page without the marks of the words that answer."""
    return page.replace("<strong>", "").replace("</strong>", "")
