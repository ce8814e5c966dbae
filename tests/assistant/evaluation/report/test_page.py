"""The report page in a real browser: it loads with no network, and the charts are there."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from assistant.evaluation.report import render_page
from assistant.evaluation.runner import Run
from assistant.evaluation.summary import summarise
from tests.assistant.evaluation.making import make_case
from tests.assistant.evaluation.report.test_report import ABOUT, HOSTILE, some_cases, with_gold
from tests.browser import needs_chromium

LOOK = """() => {
  const box = e => { const b = e.getBoundingClientRect(); return [b.width, b.height] };
  const all = q => [...document.querySelectorAll(q)];
  const style = getComputedStyle(document.body);
  return {
    title: document.title,
    cards: all("figure h3").map(e => e.textContent.trim()),
    charts: all("svg").map(box),
    dots: all("svg circle").map(e => [...box(e), getComputedStyle(e).fill]),
    curves: all("svg polyline").map(e => [e.className.baseVal, ...box(e)]),
    worst: all("#worst article").map(e => e.textContent),
    width: document.documentElement.scrollWidth,
    paper: style.backgroundColor, ink: style.color,
    images: document.images.length,
  };
}"""


def page(**about: Any) -> str:
    run = Run(ABOUT | about, some_cases())
    return render_page(run, summarise(run.cases))


def look(browser: Browser, html: str, *, width: int = 1200, scheme: str = "light") -> Any:
    """What Chromium makes of the page; every request it makes is in `requests`."""
    shape: Any = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    requests: list[str] = []
    with browser.new_page(**shape) as shown:
        shown.on("request", lambda request: requests.append(request.url))
        shown.set_content(html)
        return shown.evaluate(LOOK) | {"requests": requests}


@needs_chromium
def test_the_page_draws_its_charts_without_a_network(browser: Browser):
    seen = look(browser, page())
    assert not [url for url in seen["requests"] if "example.com" in url]
    assert seen["images"] == 0
    assert seen["title"] == "Evaluation on small"
    for name in (
        "hits@1", "mrr@10", "map@10", "ndcg@10", "recall@10", "citation_recall", "seconds",
    ):  # fmt: skip
        assert any(card.startswith(name) for card in seen["cards"]), name
    assert all(width > 200 and height > 40 for width, height in seen["charts"])
    assert len(seen["charts"]) == len(seen["cards"]) + 2  # the curve and the diagram
    assert all(width > 3 and height > 3 for width, height, _ in seen["dots"])
    assert len(seen["dots"]) > 50
    curves = {name: (width, height) for name, width, height in seen["curves"]}
    assert set(curves) == {"precision", "recall", "over_refusal", "diagonal"}
    assert all(width > 100 and height > 30 for width, height in curves.values())


@pytest.mark.slow
@needs_chromium
def test_a_request_to_the_network_would_have_been_seen(browser: Browser):
    html = "<html><head></head><body><img src=https://example.com/x.png></body></html>"
    seen = look(browser, html)
    assert [url for url in seen["requests"] if "example.com" in url]
    assert seen["images"] == 1


@pytest.mark.slow
@needs_chromium
def test_the_worst_questions_are_shown_with_their_markup_escaped(browser: Browser):
    seen = look(browser, page())
    assert len(seen["worst"]) == 2
    assert HOSTILE in seen["worst"][0]
    assert "no chunk" in seen["worst"][1]
    assert "evidence 4" in seen["worst"][1]


@pytest.mark.slow
@needs_chromium
def test_the_page_is_light_or_dark_and_fits_a_telephone(browser: Browser):
    light, dark = (look(browser, page(), width=500, scheme=scheme) for scheme in ("light", "dark"))
    assert light["width"] <= 500
    brightness = {
        name: [sum(map(int, re.findall(r"\d+", seen[part])[:3])) for part in ("paper", "ink")]
        for name, seen in (("light", light), ("dark", dark))
    }
    assert brightness["light"][0] > 700 > 200 > brightness["light"][1]
    assert brightness["dark"][0] < 200 < 600 < brightness["dark"][1]
    assert light["dots"][0][2] != dark["dots"][0][2]


def test_the_page_has_no_scripts_or_addresses_and_forbids_both():
    html = page(problems=[HOSTILE], gold_not_found=3)
    assert "<script" not in html
    assert not re.search(
        r"""(?:src|href|url\()\s*=?\s*["']?\s*(?:https?:)?//""",
        html.replace("&lt;img src=https", ""),
    )
    assert "default-src 'none'" in html
    assert "3 gold sentences are not in their articles" in html


def test_the_diagram_tells_how_often_a_probability_was_right():
    cases = [
        make_case(gold=((0, 9),), cited=((0, 9),), usage={"sufficiency": 0.94}),
        make_case(cited=((20, 30),), usage={"sufficiency": 0.96}),
        make_case(gold=((0, 9),), cited=((0, 9),), usage={"sufficiency": 0.65}),
        make_case(cited=(), usage={"sufficiency": 0.05}),
    ]
    cases = [with_gold(case, *["q"] * len(case.gold)) for case in cases]
    html = render_page(Run(ABOUT, cases), summarise(cases))
    assert "probability 0.95, right 0.50, n = 2" in html
    assert "probability 0.65, right 1.00, n = 1" in html
    assert "expected calibration error is 0.417" in html  # (2 * 0.45 + 0.35) / 3
    assert "probability 0.05" not in html


def test_without_answers_there_is_no_curve():
    assert "trade-off" not in page(retrieval_only=True)
    run = Run(ABOUT, [case.model_copy(update={"answer": None}) for case in some_cases()])
    html = render_page(run, summarise(run.cases))
    assert html.count("Not drawn") == 2
    assert "answers" not in re.findall(r'<section id="([^"]+)"', html)


def test_a_run_in_which_all_is_right_says_so():
    run = Run(ABOUT, some_cases()[:1])
    assert "Nothing went wrong" in render_page(run, summarise(run.cases))
