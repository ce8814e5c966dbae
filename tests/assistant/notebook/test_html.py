"""Answers as HTML in a real browser: pointed at, tabbed through, narrow, dark, and hostile."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser, Page

from assistant import Assistant
from assistant.schema.answer import Disagreement, Value
from assistant.schema.surroundings import Surroundings
from tests.assistant.notebook.making import HOSTILE, a_citation, an_abstention, an_answer
from tests.browser import needs_chromium

AROUND = Surroundings(before="Crews worked all night. ", after=" Cars queued at once.")
FIRST = a_citation(1).within(AROUND)
SECOND = a_citation(2, "Ferries still ran.", link=None).within(Surroundings(after=" Until June."))
LOANS = "How many crowns in property loans were moved to Larkfield Holdings?"
WORD = "Donaudampfschiff" * 625  # 10,000 characters
RTL = "אמר השר: «הגשר ייפתח»"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 900, "height": 700})
    yield page
    page.close()


def hostile_answers() -> dict[str, str]:
    """HTML of answers, each text of which is of one hostile kind."""
    made = {}
    for name, text in (("markup", HOSTILE), ("word", WORD), ("rtl", RTL)):
        about = {"title": text, "source": text, "link": "javascript:alert(1)", "id": text}
        cited = a_citation(1, text, **about).within(Surroundings(before=text, after=text))
        value = Value(value=text, citation=cited)
        differing = Disagreement(values=[value], newer=None, correction=None, note=text)
        answer = an_answer(
            cited, disagreements=[differing], model=text, usage={"note": text}, id=text
        )
        made[name] = answer._repr_html_()
        made[f"{name}, abstaining"] = an_abstention(cited, detail=text)._repr_html_()
    return made


class Seen(HTMLParser):
    """Every tag and attribute of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


@needs_chromium
def test_a_number_pointed_at_shows_its_sentence_in_its_paragraph(page: Page):
    page.set_content(an_answer(FIRST, SECOND)._repr_html_())
    before, quote, after = "Crews worked all night.", FIRST.quote, "Cars queued at once."
    first = page.locator(".source").first
    assert page.inner_text("body").count(quote) == 1
    assert before not in page.inner_text("body")
    page.locator(".words .to").first.hover()
    assert f"{before} {quote} {after}" in first.inner_text()
    assert "Until June." not in page.inner_text("body")
    shade = "getComputedStyle(document.querySelectorAll('mark')[{}]).backgroundColor"
    lit, unlit = (page.evaluate(shade.format(place)) for place in (0, 1))
    assert lit != unlit == "rgba(0, 0, 0, 0)"
    page.locator(".words .to").last.hover()
    assert before not in page.inner_text("body")
    assert "Until June." in page.inner_text("body")
    page.mouse.move(890, 690)
    assert "Until June." not in page.inner_text("body")


@needs_chromium
def test_the_keyboard_comes_to_each_number_and_its_link(page: Page):
    page.set_content(an_answer(FIRST, SECOND)._repr_html_())
    numbers = []
    for _ in range(3):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText")
        numbers.append(focused)
        assert ("Crews worked" in page.inner_text("body")) == (focused != "[2]")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert numbers == ["[1]", "[2]", "Bridge reopens"]


@pytest.mark.slow
@needs_chromium
def test_a_screen_reader_hears_the_paragraph_of_a_citation(page: Page):
    page.set_content(an_answer(FIRST)._repr_html_())
    number = page.get_by_role("note", name="Source 1")
    number.focus()
    described = page.locator(f"[id='{number.get_attribute('aria-describedby')}']")
    assert AROUND.before.strip() in described.inner_text()
    assert "Northern Ledger" in described.inner_text()


@pytest.mark.slow
@needs_chromium
def test_an_abstention_shows_its_nearest_coverage_in_its_paragraph(page: Page):
    page.set_content(an_abstention(FIRST, SECOND)._repr_html_())
    assert "insufficient-evidence" in page.inner_text(".badge")
    assert "Crews worked" not in page.inner_text("body")
    page.locator(".source .to").first.hover()
    assert "Crews worked" in page.inner_text("body")
    page.keyboard.press("Tab")
    page.mouse.move(890, 690)
    assert "Crews worked" in page.inner_text("body")


@needs_chromium
def test_a_correction_is_shown_with_both_values(page: Page, seeds: Assistant):
    answer = seeds.ask(LOANS)
    page.set_content(answer._repr_html_())
    assert page.locator(".badge.disagreement").count() == len(answer.disagreements) == 1
    assert page.locator(".value").all_inner_texts() == [
        "312 million crowns",
        "213 million crowns",
    ]
    after = answer.disagreements[0].values[1].citation.surroundings.after.split(".")[0].strip()
    page.locator(".source .to").last.focus()
    assert after in page.inner_text("body")


@needs_chromium
@pytest.mark.parametrize("width", [pytest.param(900, marks=pytest.mark.slow), 320])
def test_it_fits_and_nothing_in_it_is_obeyed(page: Page, width: int):
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.set_viewport_size({"width": width, "height": 700})
    for name, html in hostile_answers().items():
        page.set_content(f"<meta name=viewport content='width=device-width'>{html}<p id=end>end")
        for number in page.locator(".to").all():
            number.focus()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator("script, img, b").count() == 0, name
        assert page.locator("#end").is_visible(), name
        assert page.locator("a").count() == 0, name
    assert not asked
    assert not dialogs


@pytest.mark.slow
@needs_chromium
def test_text_from_right_to_left_keeps_to_its_place(page: Page):
    cited = a_citation(1, RTL, title=RTL, source=RTL)
    page.set_content(an_answer(cited)._repr_html_())
    for part in ("blockquote", ".words"):
        style = f"getComputedStyle(document.querySelector('{part}')).direction"
        assert page.evaluate(style) == "rtl"
    day, source = (page.locator(part).bounding_box() for part in (".day", "cite > bdi"))
    assert day and source and day["x"] > source["x"]


@pytest.mark.slow
@needs_chromium
def test_it_follows_the_light_or_dark_theme(page: Page):
    def brightness(scheme: str, around: str) -> tuple[float, float]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_content(f"<div {around}>{an_answer(FIRST)._repr_html_()}</div>")
        colours = page.evaluate(
            "(s => [s.backgroundColor, s.color])(getComputedStyle(document.querySelector("
            "'.assistant-cell')))"
        )
        paper, ink = (sum(map(int, re.findall(r"\d+", colour)[:3])) / 765 for colour in colours)
        return paper, ink

    for scheme, around, dark in (
        ("light", "", False),
        ("dark", "", True),
        ("light", "data-jp-theme-light=false", True),
        ("dark", "data-jp-theme-light=true", False),
        ("light", "class=vscode-dark", True),
        ("light", "style='--jp-layout-color0: #111; --jp-content-font-color1: #eee'", True),
    ):
        paper, ink = brightness(scheme, around)
        assert (paper < 0.2 < 0.8 < ink) if dark else (ink < 0.2 < 0.8 < paper), (scheme, around)


@pytest.mark.slow
@needs_chromium
def test_a_search_is_a_table_that_fits(page: Page, seeds: Assistant):
    page.set_viewport_size({"width": 320, "height": 700})
    page.set_content(seeds.search("ferry queues", limit=3)._repr_html_())
    assert page.locator("tbody tr").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_content(seeds.search("ferry queues", sources="No Such Paper")._repr_html_())
    assert "Nothing found" in page.inner_text("body")
    assert "No Such Paper" in page.inner_text("body")  # and why


def test_only_these_tags_come_out_and_only_web_addresses():
    links = an_answer(FIRST, SECOND)._repr_html_()
    for html in (*hostile_answers().values(), links):
        seen = Seen(html)
        assert seen.tags <= {
            "div", "style", "p", "span", "bdi", "ol", "li", "blockquote", "mark", "cite", "code",
            "br", "a",
        }  # fmt: skip
        names = {name for name, _ in seen.attributes}
        assert names <= {
            "class", "dir", "tabindex", "role", "aria-label", "aria-describedby", "aria-hidden",
            "id", "title", "href", "target", "rel",
        }  # fmt: skip
        assert "url(" not in html and "@import" not in html
    attributes = Seen(links).attributes
    assert [v for n, v in attributes if n == "href"] == [FIRST.link]
    assert [v for n, v in attributes if n == "rel"] == ["noopener noreferrer"]


def test_what_is_known_of_an_answer_besides_is_said():
    answer = an_answer(FIRST, as_of="2024-05-21T00:00:00Z", usage={"note": "No model is set."})
    html = answer._repr_html_()
    assert "As of 2024-05-21" in html
    assert "No model is set." in html
    assert answer.id in html
    assert "quoted</span>" in html


def test_an_answer_read_from_json_shows_its_quotation_alone():
    loaded = type(FIRST).model_validate_json(FIRST.model_dump_json())
    html = an_answer(loaded)._repr_html_()
    assert FIRST.quote in html
    assert "Crews worked" not in html
