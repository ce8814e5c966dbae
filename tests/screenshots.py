"""The pictures of the pages in docs/images/: python -m tests.screenshots [FOLDER]

Real Chromium over an archive of seeds/, without a chat model; FOLDER is docs/images without one.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from assistant import Assistant
from tests.assistant.web.serving import serving
from tests.browser import opened
from tests.conftest import ROOT, SEEDS

FOLDER = ROOT / "docs" / "images"
QUESTION = "How much will repairing the bridge cost?"
TOPIC = "Halden Narrows Bridge"
WIDE, NARROW = (1280, 720), (360, 640)  # pixels
_COLOURS = 48  # of a picture: text looks the same, in a third of the bytes


def ask(page: Page) -> None:
    """An answer with its second source beside it."""
    page.goto("/")
    page.get_by_label("Question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".statements .cite").nth(1).click()
    expect(page.locator("#beside mark")).to_be_visible()


def read(page: Page) -> None:
    """An article with the sentence that an answer cites."""
    ask(page)
    page.goto(page.locator(".statements .cite").first.get_attribute("href") or "")


def compare(page: Page) -> None:
    """Two versions of an article."""
    page.goto("/search?q=bridge+reopens+lane")
    page.get_by_role("link", name="doubles lanes").first.click()
    page.get_by_role("link", name="changes").first.click()


def search(page: Page) -> None:
    """Passages, narrowed to a source."""
    page.goto("/search?q=bridge+repairs")


def stories(page: Page) -> None:
    """The newest stories of some day, one of them open."""
    page.goto("/stories?until=2024-10-10")
    page.locator("summary").first.click()


def timeline(page: Page) -> None:
    """The events of a topic, and its plot."""
    page.goto(f"/timeline?about={TOPIC}")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown, how wide and in which colours."""

    show: Callable[[Page], None]
    size: tuple[int, int] = WIDE
    scheme: str = "light"

    @property
    def name(self) -> str:
        return f"{self.show.__name__}-{self.size[0]}-{self.scheme}.png"


PICTURES = (
    Picture(ask),
    Picture(ask, NARROW, "dark"),
    Picture(read, NARROW),
    Picture(compare, WIDE, "dark"),
    Picture(search),
    Picture(search, NARROW, "dark"),
    Picture(stories),
    Picture(timeline, WIDE, "dark"),
    Picture(timeline, NARROW),
)


def take(browser: Browser, web: httpx.Client, picture: Picture, folder: Path) -> None:
    """Writes one picture."""
    width, height = picture.size
    context = browser.new_context(
        base_url=str(web.base_url),
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    picture.show(page)
    shown = page.screenshot(animations="disabled", caret="hide")
    Image.open(BytesIO(shown)).quantize(_COLOURS).save(folder / picture.name, optimize=True)
    context.close()


def main(folder: Path = FOLDER) -> None:
    """Writes all pictures anew."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as archive,
        Assistant(archive, llm="none") as assistant,
    ):
        assistant.index([SEEDS])
        with serving(assistant) as web, opened() as browser:
            for picture in PICTURES:
                take(browser, web, picture, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
