"""What seeds/ask.ipynb shows, in a real browser."""

import nbformat
import pytest
from playwright.sync_api import Browser

from tests.browser import needs_chromium
from tests.transcripts.notebook import NOTEBOOK, PICTURE, html_of

SHOWN = html_of(nbformat.read(NOTEBOOK, as_version=4))
AROUND = "[...document.querySelectorAll('.around')].filter(e => e.getBoundingClientRect().width)"


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("width", [1000, 360])
def test_it_fits_and_citations_open_by_mouse_and_keyboard(browser: Browser, width: int):
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answers = [html for html in SHOWN if "assistant-cell" in html]
    assert len(answers) == 6
    page.set_content("".join(answers))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for number in page.locator(".to").all():
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        assert page.evaluate(f"{AROUND}.length") == 0
        number.hover()
        pointed = page.evaluate(f"{AROUND}.map(e => e.innerText)")
        page.mouse.move(0, 0)
        number.focus()
        assert page.evaluate(f"{AROUND}.map(e => e.innerText)") == pointed
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(200):  # passages that scroll are come to, too
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)")
        )
    every = "[...document.querySelectorAll('*')].flatMap((e, n) => e.matches('.to, a') ? [n] : [])"
    assert set(page.evaluate(every)) <= reached
    assert not asked


def test_the_picture_of_the_docs_is_small():
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
    assert PICTURE.stat().st_size < 150_000
