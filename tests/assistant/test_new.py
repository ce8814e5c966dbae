"""`assistant new`: what came in, by story."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant import Assistant
from assistant.commands.cli import cli
from index.archive import Archive
from index.clock import Clock
from index.models import Article
from tests.making import add

NOW = datetime.now(UTC).replace(hour=12, minute=0)
BRIDGE = Article(
    id="bridge",
    title="Bridge over the Orry closed after pier moves",
    source="The Harbour Wire",
    text="The bridge over the Orry was closed on Monday after a pier had moved, Ana Ruiz of the"
    " roads agency said. Nine ferries took the commuters of Karsk across.",
    published_at=NOW - timedelta(hours=30),
)
NEAR = replace(
    BRIDGE,
    id="near",
    title="Orry bridge closed as pier moves",
    source="The Selmark Post",
    text="A pier of the bridge over the Orry has moved, and the roads agency has closed the bridge,"
    " said Ana Ruiz. Commuters of Karsk go by ferry.",
    published_at=NOW - timedelta(hours=20),
)
REPRINT = replace(BRIDGE, id="reprint", source="Karsk Daily", published_at=NOW)
OTHER = Article(
    id="museum",
    title="Museum shows lost paintings",
    source="The Selmark Post",
    text="The museum of Selmark shows forty paintings that were thought to be lost since 1912.",
    published_at=NOW - timedelta(days=400),
)


class At(Clock):
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def archive() -> Iterator[Archive]:
    with Archive.create(Path("archive")) as archive:
        archive.clock = At(NOW - timedelta(days=5))
        add(archive, replace(OTHER, id="old", title="Old", text="The old mill burned down."))
        archive.clock = At(NOW - timedelta(hours=2))
        add(archive, BRIDGE, NEAR, REPRINT)
        archive.clock = At(NOW - timedelta(hours=1))
        add(archive, OTHER)
        yield archive


def called(*words: str) -> str:
    done = CliRunner().invoke(cli, ["--archive", "archive", *words], catch_exceptions=False)
    return done.output


def test_what_came_in_is_listed_by_story(archive: Archive):
    told = called("new").splitlines()
    assert told[0] == "4 articles since yesterday, 2 stories."
    assert told[2].startswith("- Museum shows lost paintings, The Selmark Post, ")
    assert told[4].startswith("- Bridge over the Orry closed after pier moves, The Harbour Wire, ")
    assert [line.split(",")[1] for line in told[6:]] == [" The Selmark Post", " Karsk Daily"]


def test_a_day_further_back_lists_more(archive: Archive):
    since = (NOW - timedelta(days=6)).date().isoformat()
    found = json.loads(called("new", "--since", since, "--json"))
    assert [one["article"]["id"] for one in found] == ["museum", "bridge", "old"]
    assert [one["id"] for one in found[1]["others"]] == ["near", "reprint"]


def test_an_updated_article_is_news_again(archive: Archive):
    archive.clock = At(NOW)
    add(archive, replace(OTHER, id="old", title="Old", text="The old mill burned down on Monday."))
    assert "- Old, The Selmark Post" in called("new") and "(updated)" in called("new")


def test_nothing_new_is_said(archive: Archive):
    with Assistant("archive", llm="none") as assistant:
        assert assistant.new(NOW + timedelta(days=1)) == []
    assert called("new", "--since", "2999-01-01") == "No articles were received since 2999-01-01.\n"
