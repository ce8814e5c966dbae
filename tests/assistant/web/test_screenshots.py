"""The pictures of the guide show pages as they are."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from assistant import Assistant
from tests.assistant.web.serving import serving
from tests.browser import needs_chromium
from tests.conftest import ROOT
from tests.screenshots import FOLDER, PICTURES, take


def test_the_guide_shows_every_picture():
    guide = (ROOT / "docs" / "guide" / "web.md").read_text("utf-8")
    names = {picture.name for picture in PICTURES}
    assert {path.name for path in FOLDER.iterdir()} == names
    assert all(f"../images/{name})" in guide for name in names)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 500_000


@needs_chromium
@pytest.mark.slow
def test_each_picture_can_be_taken_anew(browser: Browser, seeds: Assistant, tmp_path: Path):
    with serving(seeds) as web:
        for picture in PICTURES:
            take(browser, web, picture, tmp_path)
            assert Image.open(tmp_path / picture.name).size == picture.size
