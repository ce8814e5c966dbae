"""axe-core finds nothing serious on any page, light or dark."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.assistant.web.test_browser import ask, tab
from tests.browser import needs_chromium
from tests.conftest import ROOT

AXE = ROOT / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    needs_chromium,
    pytest.mark.skipif(
        not AXE.exists(), reason="no axe-core: npm install --prefix .axe axe-core (as .ci/run does)"
    ),
]
SERIOUS = """async () => (await axe.run()).violations
    .filter(({impact}) => ["serious", "critical"].includes(impact))
    .map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)"""
PAGES = (
    "/",
    "/search",
    "/search?q=bridge&sources=Northern+Ledger",
    "/stories",
    "/timeline?about=Halden+Narrows+Bridge",
    "/articles/hebrew?at=0-12",
    "/articles/mill?version=2&against=1",
    "/subscriptions",
    "/doctor",
    "/docs",
    "/login",
)


@pytest.fixture(scope="module")
def axe() -> str:
    return Path(AXE).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_flaw(browser: Browser, web: httpx.Client, scheme: str, axe: str):
    for path in PAGES:
        with tab(browser, web, color_scheme=scheme) as page:
            page.goto(path)
            page.evaluate(axe)
            assert page.evaluate(SERIOUS) == [], path


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 360])
def test_an_answer_and_its_source_have_none(
    browser: Browser, web: httpx.Client, width: int, axe: str
):
    with tab(browser, web, width) as page:
        page.goto("/")
        ask(page)
        page.locator(".statements .cite").click()
        expect(page.locator("#beside mark")).to_be_visible()
        page.evaluate(axe)
        assert page.evaluate(SERIOUS) == []
        page.keyboard.press("Escape")
        page.get_by_role("link", name="How this was answered").click()
        page.evaluate(axe)
        assert page.evaluate(SERIOUS) == []
