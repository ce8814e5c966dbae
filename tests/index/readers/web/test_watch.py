"""Watched feeds over simulated days, on a clock that stands still unless somebody sleeps."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import Assistant
from index.clock import Clock
from index.errors import ArchiveError
from index.feed_watcher import Event
from tests.index.readers.web import exports
from tests.index.readers.web.stories import STORY, item, page, rss
from tests.index.readers.web.test_commands import run
from tests.web_server import Reply, WebServer

MONDAY = datetime(2024, 5, 20, 6, tzinfo=UTC)


class Stop(BaseException):
    """The simulated time is over."""


class FakeClock(Clock):
    """Time passes by sleeping alone; at set hours something happens."""

    def __init__(self) -> None:
        self.time, self.end = MONDAY, MONDAY
        self.plans: list[tuple[datetime, Callable[[], object]]] = []

    def at(self, hours: float, what: Callable[[], object]) -> None:
        self.plans.append((MONDAY + timedelta(hours=hours), what))

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds if seconds < 60 else 600)  # ten naps at once
        for plan in [plan for plan in self.plans if plan[0] <= self.time]:
            self.plans.remove(plan)
            plan[1]()
        if self.time >= self.end:
            raise Stop


class Watch:
    """An archive with a clock of its own; remembers what was told, by hours since Monday."""

    def __init__(self, server: WebServer) -> None:
        self.server, self.clock = server, FakeClock()
        self.events: list[Event] = []

    def subscribe(self, *feeds: str) -> list[str]:
        with Assistant("archive", llm="none") as assistant:
            return assistant.subscribe(*feeds, allow_private=True)[0]

    def run(self, hours: float, every: float = 3600) -> list[str]:
        """Watches for so long; tells kinds and what they are about."""
        before, self.clock.end = len(self.events), self.clock.time + timedelta(hours=hours)
        with Assistant("archive", llm="none") as assistant:
            assistant.archive.clock = self.clock
            with pytest.raises(Stop):
                assistant.watch(self.events.append, every=every, allow_private=True)
        return self._told(before)

    def once(self) -> list[str]:
        before = len(self.events)
        with Assistant("archive", llm="none") as assistant:
            assistant.archive.clock = self.clock
            assistant.watch(self.events.append, once=True, allow_private=True)
        return self._told(before)

    def _told(self, before: int) -> list[str]:
        return [f"{one.kind} {one.words}" for one in self.events[before:]]

    def hours(self, kind: str) -> list[int]:
        events = (one.moment - MONDAY for one in self.events if one.kind == kind)
        return [round(since.total_seconds() / 3600) for since in events]


@pytest.fixture
def watch(server: WebServer) -> Iterator[Watch]:
    yield Watch(server)


def put(server: WebServer, *items: str, path: str = "/feed.xml", **headers: str) -> str:
    return server.on(path, Reply(rss(*items), headers={"Content-Type": "text/xml"} | headers))


def story(server: WebServer, name: str, more: str = "", **headers: str) -> str:
    """A page of its own; gives the entry of a feed for it."""
    body = STORY.replace("Orry", f"Orry at {name}") + more
    server.page(f"/{name}", page(f"<title>{name}</title>", body), **headers)
    return item(f"/{name}", title=name)


def test_new_entries_come_in_when_they_appear(server: WebServer, watch: Watch) -> None:
    first, second = story(server, "first"), story(server, "second")
    watch.subscribe(put(server, first))
    watch.clock.at(10.5, lambda: put(server, second, first))
    assert watch.run(24) == ["new first", "new second"]
    assert watch.hours("new") == [0, 11]
    assert server.asked.count("/first") == 1 and server.asked.count("/second") == 1


def test_an_unchanged_feed_is_asked_for_changes_only(server: WebServer, watch: Watch) -> None:
    watch.subscribe(put(server, story(server, "first"), ETag='"1"'))
    watch.run(12)
    asked = server.asked.count("/feed.xml") - 1  # to subscribe
    assert asked == 12
    assert server.unchanged == ["/feed.xml"] * 11


def test_a_last_modified_date_is_enough_to_ask(server: WebServer, watch: Watch) -> None:
    headers = {"Last-Modified": "Mon, 20 May 2024 06:00:00 GMT"}
    watch.subscribe(put(server, story(server, "first"), **headers))
    watch.run(3)
    assert server.unchanged == ["/feed.xml"] * 2


def test_an_edit_that_the_feed_tells_is_a_version(server: WebServer, watch: Watch) -> None:
    entry = story(server, "first")
    watch.subscribe(put(server, entry))

    def edit() -> None:
        story(server, "first", "<p>The agency said later that it opens on Friday.</p>")
        put(server, entry.replace("</item>", "<description>Edited.</description></item>"))

    watch.clock.at(5.5, edit)
    assert watch.run(10) == ["new first", "updated first"]
    assert watch.hours("updated") == [6]
    with Assistant("archive", llm="none") as assistant:
        (article,) = assistant.articles
        assert article.version == 2 and "opens on Friday" in article.text


def test_a_silent_edit_is_found_within_a_day(server: WebServer, watch: Watch) -> None:
    watch.subscribe(put(server, story(server, "first", ETag='"1"'), ETag='"f"'))
    more = "<p>The agency said later that it opens on Friday.</p>"
    watch.clock.at(30, lambda: story(server, "first", more, ETag='"2"'))
    assert watch.run(24 * 8) == ["new first", "updated first"]
    assert watch.hours("updated") == [48]
    assert server.unchanged.count("/first") == 2  # after one day and, found edited, after four
    assert server.asked.count("/first") == 4


def test_a_failure_does_not_replace_a_page_by_its_teaser(server: WebServer, watch: Watch) -> None:
    entry = story(server, "first")
    watch.subscribe(put(server, entry))
    teaser = f"<description>{'The bridge is closed, the agency said. ' * 20}</description>"

    def fail() -> None:
        server.on("/first", Reply(status=500))
        put(server, entry.replace("</item>", f"{teaser}</item>"))

    watch.clock.at(5.5, fail)
    assert watch.run(8)[:2] == [
        "new first",
        "problem the server answered 500 Internal Server Error",
    ]
    with Assistant("archive", llm="none") as assistant:
        (article,) = assistant.articles
        assert article.version == 1 and "week 5" in article.text


def test_one_address_twice_is_one_article(server: WebServer, watch: Watch) -> None:
    first = story(server, "first")
    watch.subscribe(put(server, first, first, first.replace("/first", "/first#comments")))
    assert watch.run(5) == ["new first"]
    assert server.asked.count("/first") == 1


def test_retry_after_of_a_feed_is_kept(server: WebServer, watch: Watch) -> None:
    url = put(server, story(server, "first"))
    watch.subscribe(url)
    server.on("/feed.xml", Reply(status=429, headers={"Retry-After": str(7 * 3600)}))
    watch.clock.at(1, lambda: put(server, story(server, "first")))
    assert watch.run(12) == ["problem the server answered 429 Too Many Requests", "new first"]
    assert watch.hours("new") == [7]


def test_a_failing_feed_is_asked_later_and_later(server: WebServer, watch: Watch) -> None:
    watch.subscribe(put(server, story(server, "first")))
    server.on("/feed.xml", Reply(status=500))
    watch.run(24 * 4)
    assert watch.hours("problem") == [0, 1, 3, 7, 15, 31, 55, 79]
    put(server, story(server, "first"))
    assert watch.run(24) == ["new first"]
    with Assistant("archive", llm="none") as assistant:
        (feed,) = assistant.subscriptions
        assert (feed.failures, feed.problem) == (0, None)


def test_a_busy_host_is_left_alone_with_its_pages(server: WebServer, watch: Watch) -> None:
    entries = [story(server, name) for name in ("first", "second", "third")]
    busy = Reply(status=429, headers={"Retry-After": "5400"})
    good = server.replies["/second"][0]
    server.on("/second", busy, good)
    watch.subscribe(put(server, *entries, ETag='"1"'))
    told = watch.run(6)
    assert [one for one in told if one.startswith("new")] == [
        "new first",
        "new second",
        "new third",
    ]
    assert watch.hours("new") == [0, 2, 2]
    assert watch.hours("problem") == [0]


def test_a_page_that_is_gone_is_given_up(server: WebServer, watch: Watch) -> None:
    watch.subscribe(put(server, item("/gone", title="Gone"), ETag='"1"'))
    told = watch.run(24 * 14)
    assert set(told) == {"problem the server answered 404 Not Found"}
    assert len(told) == server.asked.count("/gone") == 5


@pytest.mark.parametrize("status", [301, 302])
def test_only_a_lasting_move_of_a_feed_is_remembered(
    server: WebServer, watch: Watch, status: int
) -> None:
    url, moved = put(server, story(server, "first")), f"{server.url}/news/feed"
    watch.subscribe(url)
    server.redirect("/feed.xml", "/news/feed", status)
    put(server, story(server, "first"), path="/news/feed")
    assert watch.run(4) == [f"moved to {moved}"] * (status == 301) + ["new first"]
    with Assistant("archive", llm="none") as assistant:
        (kept,) = [one.address for one in assistant.subscriptions]
    assert (kept, server.asked.count("/feed.xml")) == ((moved, 2) if status == 301 else (url, 5))


def test_a_restart_goes_on_where_it_was(server: WebServer, watch: Watch) -> None:
    watch.subscribe(put(server, story(server, "first"), ETag='"1"'))
    assert watch.run(2) == ["new first"]
    assert watch.run(2) == []
    assert server.asked.count("/first") == 1
    assert len(server.unchanged) == server.asked.count("/feed.xml") - 2


def test_once_asks_each_feed_and_ends(server: WebServer, watch: Watch) -> None:
    watch.subscribe(put(server, story(server, "first")), put(server, path="/other"))
    server.on("/other", Reply(status=500))
    assert sorted(watch.once()) == [
        "new first",
        "problem the server answered 500 Internal Server Error",
    ]
    assert watch.once() == []
    assert server.asked.count("/feed.xml") == 3 and server.asked.count("/other") == 2


def test_a_second_watch_is_refused(server: WebServer, watch: Watch) -> None:
    watch.subscribe(put(server, story(server, "first")))

    def log(event: Event) -> None:
        refused = pytest.raises(ArchiveError, match="another `assistant watch` runs")
        with Assistant("archive", llm="none") as other, refused:
            other.watch(once=True, allow_private=True)
        raise Stop

    with Assistant("archive", llm="none") as assistant, pytest.raises(Stop):
        assistant.watch(log, once=True, allow_private=True)


def test_opml_and_pages_lead_to_their_feeds(server: WebServer, watch: Watch) -> None:
    url = put(server, story(server, "first"))
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    assert watch.subscribe(server.page("/", page(link))) == [url]
    text = exports.OPML.format(base=server.url).replace("/feed.xml", "/other.xml")
    Path("feeds.opml").write_text(text)
    with Assistant("archive", llm="none") as assistant:
        fresh, problems = assistant.subscribe("feeds.opml")
    assert fresh == [f"{server.url}/other.xml"]
    assert [problem.reason for problem in problems] == [
        "has no address",
        "1 address is a page, not subscribed to; to subscribe to the feed that a page names, give"
        " the page's address",
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<opml version="2.0"><body><outline text="News" htmlUrl="{base}/"/></body></opml>',
        exports.BOOKMARKS.replace("FEEDURL", "DATA-FEED"),
        exports.ADDRESSES,
        exports.POCKET,
        exports.RIS,
    ],
    ids=["opml", "bookmarks", "addresses", "pocket", "ris"],
)
def test_pages_of_a_list_are_not_subscribed_to(server: WebServer, watch: Watch, text: str) -> None:
    path = Path("list.csv" if text is exports.POCKET else "list")
    path.write_text(text.format(base=server.url))
    with pytest.raises(ArchiveError, match="its addresses are pages, not feeds"):
        watch.subscribe(str(path))
    assert not server.asked


Shell = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("ASSISTANT_ARCHIVE", "archive")

    def call(*words: str) -> tuple[int, str, str]:
        code = run(capsys, monkeypatch, *words)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_commands_subscribe_watch_and_list(server: WebServer, shell: Shell) -> None:
    url = put(server, story(server, "first"), item("/gone", title="Gone"))
    code, out, _ = shell("subscribe", url, "--allow-private")
    assert (code, out.splitlines()[0]) == (0, f"Subscribed to {url}")
    code, out, err = shell("watch", "--once", "--allow-private")
    assert code == 0
    line = rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ new: first \(The Harbour Wire\) {url[:-9]}/first\n"
    assert re.fullmatch(line, out)
    assert f"problem: the server answered 404 Not Found (The Harbour Wire) {server.url}/gone" in err
    (told,) = json.loads(shell("subscriptions", "--json")[1])
    assert (told["title"], told["address"], told["problem"]) == ("The Harbour Wire", url, None)
    assert shell("subscriptions")[1].startswith(f"The Harbour Wire  {url}  checked 20")
    assert shell("subscriptions", "--remove", url)[1].startswith("No subscriptions")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["subscribe", "http://127.0.0.1:9/feed"], "use --allow-private"),
        (["subscribe", "feeds.xml"], "no such file; give the address of a feed"),
        (["subscribe", "story.txt"], "not a list of feeds; give an OPML file"),
        (["watch", "--every", "soon"], "write it as 30m, 2h or 1d"),
        (["watch", "--once"], "no article is indexed yet"),
        (["subscriptions", "--remove", "x"], "no article is indexed yet"),
    ],
)
def test_what_cannot_be_is_one_line(shell: Shell, words: list[str], said: str) -> None:
    Path("story.txt").write_text("The ferry is late.")
    code, _, err = shell(*words)
    assert code in (1, 2)
    assert said in err.strip().splitlines()[-1]
