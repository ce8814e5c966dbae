"""The pages in a real browser: asked, streamed, read beside, asked on, shared; narrow and dark."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Assistant
from index.models import Article
from tests.assistant.web.serving import serving
from tests.browser import needs_chromium
from tests.making import add
from tests.openai_server import Evidence, OpenAIServer

pytestmark = needs_chromium

QUESTION = "Which fighter program was Turkey withdrawn from?"
QUOTE = "It also withdrew NATO ally Turkey from its F-35 fighter program."
WRITTEN = "Turkey was removed from the F-35 fighter program."
NOTE_DRAFTS = """window.drafts = [];
    new MutationObserver(() => document.querySelectorAll(".draft").forEach((draft) =>
        drafts.push(draft.innerText))).observe(answers, {childList: true, subtree: true})"""
IN_VIEW = """element => { const {top, bottom} = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight }"""


def written(evidence: Evidence) -> str:
    """A model's reply, which cites the sentences about the jets and about the choice."""
    said = [
        {"evidence": [next(id for id, text in evidence.items() if words in text)], "text": told}
        for words, told in (("F-35 fighter", WRITTEN), ("was not a choice", "It had no choice."))
    ]
    return json.dumps({"verdict": "answered", "statements": said})


PAPER = "element => getComputedStyle(element).backgroundColor"


@contextmanager
def tab(browser: Browser, web: httpx.Client, width: int = 1280, **more: object) -> Iterator[Page]:
    """A page of a fresh browser in which nothing goes wrong."""
    wrong: list[str] = []
    context = browser.new_context(
        base_url=str(web.base_url),
        viewport={"width": width, "height": 720},
        **more,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.set_default_timeout(50_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert not wrong


def ask(page: Page, question: str = QUESTION) -> None:
    count = page.locator("article.answer").count()
    page.get_by_role("textbox").first.fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("article.answer")).to_have_count(count + 1, timeout=50_000)


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.slow)])
def test_a_citation_opens_its_sentence_beside_the_answer(
    browser: Browser, web: httpx.Client, width: int
):
    with tab(browser, web, width) as page:
        page.goto("/")
        ask(page)
        page.locator(".statements .cite").click()
        cited = page.locator("#beside mark")
        expect(cited).to_have_text(QUOTE)
        assert cited.evaluate(IN_VIEW)
        assert page.evaluate("document.activeElement.id") == "source"
        page.keyboard.press("Escape")
        expect(page.locator("#beside")).to_be_hidden()
        assert page.evaluate("document.activeElement.className") == "cite"


def test_a_conversation_is_shared_by_its_links(browser: Browser, web: httpx.Client):
    with tab(browser, web) as page:
        page.goto("/")
        ask(page, "When did the Halden Narrows Bridge reopen?")
        expect(page.get_by_label("Follow-up question")).to_be_focused()
        ask(page, "Who announced it?")
        link = page.get_by_role("link", name="Link to this answer").first.get_attribute("href")
        told = page.locator("article.answer .statements").first.inner_text()
    with tab(browser, web, java_script_enabled=False) as page:
        page.goto(str(link))
        assert page.locator(".statements").first.inner_text() == told
        page.locator(".statements .cite").first.click()
        assert page.locator("mark#cited").evaluate(IN_VIEW)
        assert page.locator("mark#cited").inner_text() in told


@pytest.mark.slow
def test_feedback_counts_once_and_leaves_the_conversation_there(
    browser: Browser, web: httpx.Client, asking: Assistant
):
    with tab(browser, web) as page:
        page.goto("/")
        ask(page)
        page.get_by_role("button", name="Yes").dblclick()
        expect(page.locator(".feedback")).to_have_text("Thank you. Your feedback is recorded.")
        expect(page.locator(".feedback")).to_be_focused()
        given = page.locator("article.answer").get_attribute("data-id")
    assert [one.verdict for one in asking.answers.record(str(given)).feedback] == ["right"]


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False])
def test_a_browser_is_let_in_by_its_token(browser: Browser, asking: Assistant, script: bool):
    with (
        serving(asking, token="open sesame") as web,
        tab(browser, web, java_script_enabled=script) as page,
    ):
        page.goto("/")
        page.get_by_label("Token").fill("open sesame")
        page.keyboard.press("Enter")
        page.get_by_role("textbox").first.fill(QUESTION)
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator(".statements")).to_contain_text(QUOTE, timeout=50_000)


def test_hostile_articles_do_nothing_in_a_browser(browser: Browser, web: httpx.Client):
    for id in ("hostile", "bidi", "hebrew"):
        with tab(browser, web, 360) as page:
            page.goto(f"/articles/{id}?at=0-20#cited")
            assert page.locator("main script, main img, main b").count() == 0
    with tab(browser, web) as page:
        page.goto("/articles/hebrew")
        style = "getComputedStyle(document.querySelector('h1')).direction"
        assert page.evaluate(style) == "rtl"


@pytest.mark.slow
def test_what_is_written_from_right_to_left_is_read_so(
    browser: Browser, web: httpx.Client, asking: Assistant
):
    title, said = "הגשר באורלו ייפתח מחדש בחודש מאי", "העלות תהיה 41 מיליון כתרים."
    text = f"ראש העיר של אורלו אמר ביום שני: «הגשר ייפתח מחדש בחודש מאי». {said}"
    add(asking.archive, Article(id="orlo", text=text, title=title, language="he"))
    with tab(browser, web, 360) as page:
        page.goto("/")
        ask(page, "מתי ייפתח הגשר באורלו?")
        page.locator(".statements .cite").first.click()
        for said in (".statements", "#beside h1", "#beside .text"):
            style = page.locator(said).evaluate("element => getComputedStyle(element).direction")
            assert style == "rtl", said
        number, words = (
            page.locator(f".statements {one}").bounding_box() for one in (".cite", ".said")
        )
        assert number and words and number["x"] < words["x"] + words["width"] / 2


def test_the_keyboard_skips_to_the_results(browser: Browser, web: httpx.Client):
    with tab(browser, web) as page:
        page.goto("/search?q=bridge")
        page.keyboard.press("Tab")
        expect(page.get_by_text("Skip to content")).to_be_focused()
        page.keyboard.press("Enter")
        while "sources=" not in (page.evaluate("document.activeElement.href") or ""):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".facets [aria-current]")).to_have_count(1)
        assert "sources=" in page.url and "q=bridge" in page.url


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_follow_the_theme(browser: Browser, web: httpx.Client, scheme: str):
    with tab(browser, web, color_scheme=scheme) as page:
        page.goto("/")
        colours = "(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))"
        paper, ink = (sum(map(int, re.findall(r"\d+", c))) for c in page.evaluate(colours))
        assert (paper > ink) == (scheme == "light")


def test_the_page_needs_no_mouse(browser: Browser, web: httpx.Client):
    with tab(browser, web) as page:
        page.goto("/")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator("article.answer")).to_be_visible(timeout=50_000)
        while page.evaluate("document.activeElement.className") != "cite":
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#beside mark")).to_have_text(QUOTE)


@pytest.mark.slow
def test_a_print_shows_the_answer_alone(browser: Browser, web: httpx.Client):
    with tab(browser, web) as page:
        page.goto("/")
        ask(page)
        page.emulate_media(media="print")
        assert page.locator("article.answer").is_visible()
        assert not page.locator("form, header").first.is_visible()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (360, "dark"),
        *(
            pytest.param(*one, marks=pytest.mark.slow)
            for one in ((1280, "light"), (1280, "dark"), (360, "light"))
        ),
    ],
)
def test_a_whole_story_from_question_to_shared_link(
    browser: Browser, user_folder: str, openai_server: OpenAIServer, width: int, scheme: str
):
    openai_server.enqueue(written, written)
    with Assistant(user_folder, llm="openai:scripted") as assistant, serving(assistant) as web:
        walk_through(browser, web, width, scheme)


def walk_through(browser: Browser, web: httpx.Client, width: int, scheme: str) -> None:
    with tab(browser, web, width, color_scheme=scheme) as page:
        page.goto("/")
        page.evaluate(NOTE_DRAFTS)
        page.get_by_role("textbox").first.fill(QUESTION)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("article.answer")).to_contain_text(WRITTEN, timeout=50_000)
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()
        assert page.evaluate("drafts.length") > 0
        assert_second_source_is_marked(page)
        page.keyboard.press("Escape")
        ask(page, "What did Ankara say about that?")
        link = page.get_by_role("link", name="Link to this answer").last.get_attribute("href")
        told = page.locator("article.answer").last.locator(".statements").inner_text()
    with tab(browser, web, width, color_scheme=scheme) as page:
        page.goto(str(link))
        assert page.locator(".statements").inner_text() == told
        assert_second_source_is_marked(page)


def assert_second_source_is_marked(page: Page) -> None:
    """Opens citation 2: its sentence is in view and stands out, and is the quotation exactly."""
    page.locator(".statements .cite").nth(1).click()
    cited = page.locator("#beside mark")
    expect(cited).to_contain_text("was not a choice")
    answer = page.locator("article.answer").first.get_attribute("data-id")
    quote = page.request.get(f"/api/answers/{answer}").json()["citations"][1]["quote"]
    assert cited.inner_text() == quote
    assert cited.evaluate(IN_VIEW)
    colours = [page.locator(one).evaluate(PAPER) for one in ("#beside mark", "#beside")]
    assert colours[0] != colours[1]
