"""README.md and docs/ say what is so."""

import re
from pathlib import Path

import pytest

import assistant
from tests.conftest import ROOT
from tests.transcripts import settings
from tests.transcripts.pages import PAGES, without_changing, written

_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def test_the_readme_has_at_most_150_lines():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150


def test_the_architecture_page_has_at_most_250_lines():
    assert len((ROOT / "docs" / "architecture.md").read_text().splitlines()) <= 250


def test_every_link_of_a_page_leads_to_a_file():
    for page in PAGES:
        for target in _LINK.findall(page.read_text()):
            assert (page.parent / target).exists(), (page, target)


def test_the_page_of_settings_is_current():
    """`python -m tests.transcripts.settings` writes it."""
    assert settings.PAGE.read_text() == settings.page()


def test_the_api_page_has_every_public_name():
    page = (ROOT / "docs" / "api.md").read_text()
    assert sorted(re.findall(r"^::: assistant\.(\w+)", page, re.MULTILINE)) == assistant.__all__


def test_the_decisions_are_all_listed():
    folder = ROOT / "docs" / "decisions"
    listed = set(_LINK.findall((folder / "index.md").read_text()))
    assert listed == {path.name for path in folder.glob("*.md")} - {"index.md"}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_transcripts_are_what_the_commands_print(page: Path):
    """`python -m tests.transcripts` writes them."""
    text = page.read_text()
    assert without_changing(written(text)) == without_changing(text)
