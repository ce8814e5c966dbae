"""Versions compared, reprints, what else was asked, how an answer was made, and Word."""

from io import BytesIO
from pathlib import Path
from shutil import copytree
from time import process_time

import docx
import httpx
import pytest

from assistant import Answer, Assistant
from assistant.web.differences import pieces_of
from index.models import Article
from tests.assistant.web.conftest import HOSTILE
from tests.assistant.web.serving import serving
from tests.assistant.web.test_pages import Page
from tests.making import add

QUESTION = "Which fighter program was Turkey withdrawn from?"
QUOTE = "It also withdrew NATO ally Turkey from its F-35 fighter program."
BEFORE = "The lock in Pell is shut. Repairs take a week.\n\nBoats wait in Orlo."
AFTER = "The lock in Pell is shut. Repairs take <b>two</b> weeks.\n\nBoats wait in Orlo. It rains."
COPIED = (
    "A kite of forty metres rose over Pell on Friday, and half of the town came to see how it flew."
    " Its makers, two sisters from Orlo, had sewn it for a year out of old sails and of flags."
)


@pytest.fixture(scope="module")
def web(user_to_copy: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = copytree(user_to_copy, tmp_path_factory.mktemp("reading") / "archive")
    with Assistant(folder, llm="none") as assistant:
        for text in (BEFORE, AFTER):
            add(assistant.archive, Article(id="lock", text=text, title="Lock"))
        for source in ("Orlo Times", "Pell Post"):
            add(assistant.archive, Article(id=f"kite {source}", text=COPIED, source=source))
        with serving(assistant) as client:
            yield client


@pytest.fixture(scope="module")
def asked(web: httpx.Client) -> Answer:
    return Answer.model_validate(web.post("/api/ask", json={"question": QUESTION}).json())


def test_versions_are_compared_by_sentences(web: httpx.Client):
    page = web.get("/articles/lock?version=2&against=1").text
    assert "<del>Repairs take a week.\n\n</del>" in page
    assert "<ins>Repairs take &lt;b&gt;two&lt;/b&gt; weeks.\n\n</ins>" in page
    assert "<ins>It rains.</ins>" in page and "<del>Boats" not in page
    link = next(link for link in Page(web.get("/articles/lock").text).links if "against" in link)
    assert web.get(link).text == page
    assert web.get("/articles/lock?against=7").status_code == 404


LAPS = range(20_000)


@pytest.mark.parametrize(
    "texts",
    [
        [[f"Lap {n % forms} is over. " for n in LAPS] for forms in (7, 5)],
        [[f"Lap {n} is {'run' if n % 2 else said}. " for n in LAPS] for said in ("on", "over")],
        [[f"Lap {n // 2} is {'run' if n % 3 else said}. " for n in LAPS] for said in ("a", "b")],
    ],
    ids=["few forms", "every second one changed", "each said twice"],
)
def test_long_versions_are_compared_soon(texts: list[list[str]]):
    begun = process_time()
    pieces = list(pieces_of(*texts))
    assert process_time() - begun < 5
    for change, said in (("removed", texts[0]), ("added", texts[1])):
        kept = [piece.text for piece in pieces if piece.change in ("same", change)]
        assert "".join(kept) == "".join(said)


def test_what_both_versions_have_is_no_change():
    before = ["A. ", "Rain fell. ", "B. ", "C. ", "Rain fell. ", "D. "]
    after = ["B. ", "Rain fell. ", "C. ", "E. ", "D. ", "A. "]
    assert list(pieces_of(before, after)) == [
        ("removed", "A. Rain fell. "),
        ("same", "B. "),
        ("added", "Rain fell. "),
        ("same", "C. "),
        ("removed", "Rain fell. "),
        ("added", "E. "),
        ("same", "D. "),
        ("added", "A. "),
    ]


def test_an_article_names_its_reprints(web: httpx.Client):
    page = Page(web.get("/articles/kite%20Pell%20Post").text)
    assert "Reprints" in page.text and "/articles/kite%20Orlo%20Times" in page.links
    assert "Reprints" not in web.get("/articles/lock").text


def test_an_article_names_what_was_asked_of_it(web: httpx.Client, asked: Answer):
    link = f"/articles/{asked.citations[0].article.id}"
    page = Page(web.get(link).text)
    assert f"/answers/{asked.id}" in page.links and QUESTION in page.text
    assert "Other answers that cite" not in web.get("/articles/lock").text


def test_how_an_answer_was_made_is_a_page(web: httpx.Client, asked: Answer):
    page = web.get(f"/answers/{asked.id}/why")
    for heading in ("Question", "Evidence", "Statements", "Cost"):
        assert f"<h2>{heading}" in page.text
    assert f"] {QUOTE}</p>" in page.text  # in one line, whatever its length
    assert f"/answers/{asked.id}/why" in Page(web.get(f"/answers/{asked.id}").text).links
    assert web.get("/answers/zzzzzzzz/why").status_code == 404


def test_an_answer_is_saved_for_word(web: httpx.Client, asked: Answer):
    saved = web.get(f"/answers/{asked.id}.docx")
    assert f'filename="answer-{asked.id}.docx"' in saved.headers["content-disposition"]
    text = "\n".join(one.text for one in docx.Document(BytesIO(saved.content)).paragraphs)
    assert text.startswith(QUESTION) and f"{QUOTE}[1]" in text and "\nSources\n" in text


def test_a_document_has_links_and_odd_characters(asked: Answer):
    cited = asked.citations[0]
    odd = asked.model_copy(
        update={
            "question": f"{HOSTILE}\x00\x0b\u202e{'Why? ' * 100}",
            "citations": [cited.model_copy(update={"link": "https://a.example/?a&b=<c>#x"})],
            "statements": [asked.statements[0].model_copy(update={"section": "A \x01 head"})],
        }
    )
    document = docx.Document(BytesIO(odd.to_word()))
    assert document.core_properties.title.startswith(HOSTILE)
    links = [link.url for one in document.paragraphs for link in one.hyperlinks]
    assert links == ["https://a.example/?a&b=<c>#x"]
    assert "A \ufffd head" in [one.text for one in document.paragraphs]


def test_an_abstention_is_saved_for_word(web: httpx.Client):
    question = {"question": "Who won the chess cup of Vantry in 1887?"}
    answer = Answer.model_validate(web.post("/api/ask", json=question).json())
    text = "\n".join(one.text for one in docx.Document(BytesIO(answer.to_word())).paragraphs)
    assert "The archive does not answer this." in text
