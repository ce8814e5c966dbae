"""A timeline in a notebook: its events, its sources, and who wrote when."""

from datetime import date

import matplotlib.image
import pytest
from playwright.sync_api import Browser

from assistant import Assistant, Timeline
from assistant.render.plot import MOST, OTHERS, UNNAMED, by_source
from assistant.schema.timeline import Coverage, Entry
from assistant.web.timeline_page import plot_of
from tests.assistant.notebook.making import HOSTILE, a_citation
from tests.browser import needs_chromium


def covered(source: str | None, *days: int | None) -> list[Coverage]:
    """An article of that source on each of those days of May."""
    dates = [day and date(2024, 5, day) for day in days]
    return [Coverage(source=source, first=day, last=day, articles=1) for day in dates]


def a_timeline(*coverage: Coverage, about: str = "bridge") -> Timeline:
    return Timeline(about=about, meaning=f"say “{about}”", entries=(), coverage=tuple(coverage))


def test_the_busiest_source_is_first_and_small_ones_are_grouped():
    rows = by_source([*covered("A", 3), *covered("B", 9, 2, None), *covered(None, 4)])
    assert [(row.source, row.articles) for row in rows] == [("B", 3), ("A", 1), (UNNAMED, 1)]
    assert [first.day for first, _, _ in rows[0].periods] == [2, 9]
    many = by_source([one for n in range(MOST + 3) for one in covered(f"S{n:02}", 1)])
    assert len(many) == MOST + 1
    assert (many[-1].source, many[-1].articles) == (OTHERS, 3)


def test_the_json_of_earlier_timelines_is_read():
    day = {"source": "A", "article": "a1", "title": "The bridge"}
    earlier = a_timeline().model_dump() | {
        "coverage": [{**day, "day": "2024-05-03"}, {**day, "day": None}]
    }
    read = Timeline.model_validate(earlier)
    assert list(read.coverage) == covered("A", 3, None)
    assert Timeline.model_validate_json(read.model_dump_json()) == read


def test_the_plot_has_lines_per_source_and_dots_per_day(seeds: Assistant):
    timeline = seeds.timeline("Halden Narrows Bridge")
    figure = timeline.plot()
    (axes,) = figure.axes
    rows = by_source(timeline.coverage)
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        f"{row.source} ({row.articles})" for row in rows
    ]
    dots = [len(line.get_offsets()) for line in axes.collections]
    assert dots == [len(row.periods) for row in rows]
    assert axes.get_title(loc="left") == "Halden Narrows Bridge: 7 articles"


def test_dots_of_busy_days_leave_room_and_small_ones_show():
    day = date(2024, 5, 3)
    busy = Coverage(source="A", first=day, last=day, articles=90_000)
    (axes,) = a_timeline(busy, *covered("B", 9)).plot().axes
    sizes = [size for dots in axes.collections for size in dots.get_sizes()]  # type: ignore[attr-defined]
    assert max(sizes) <= 1_000 and min(sizes) >= 4
    web = plot_of([busy, *covered("B", 9)])
    assert web and [web.radius(many) for row in web.rows for *_, many in row.periods] == [14, 1]


def test_the_title_of_a_plot_counts_undated_articles():
    (axes,) = a_timeline(*covered("A", 3, None)).plot().axes
    assert axes.get_title(loc="left") == "bridge: 2 articles, 1 of them without a date"


def test_the_plot_is_a_picture(tmp_path):
    (tmp_path / "plot.png").write_bytes(a_timeline(*covered("A", 3, 3, 9)).plot()._repr_png_())
    picture = matplotlib.image.imread(tmp_path / "plot.png")
    assert picture.shape[1] > 800
    assert picture.min() < 0.2 < 0.9 < picture.max()


@pytest.mark.parametrize("name", ["$x_", "$\\frac{a$", "a" * 300, "\n\n", "الجريدة"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_names_are_no_mathematics(name: str):
    assert a_timeline(*covered(name, 3), about=name).plot()._repr_png_().startswith(b"\x89PNG")


def test_nothing_can_be_plotted_too():
    for coverage in ([], covered("A", None)):
        assert a_timeline(*coverage).plot()._repr_png_().startswith(b"\x89PNG")


@needs_chromium
def test_an_event_shows_its_sentence_in_its_paragraph(seeds: Assistant, browser: Browser):
    timeline = seeds.timeline("Halden Narrows Bridge")
    page = browser.new_page(viewport={"width": 400, "height": 700})
    page.set_content(timeline._repr_html_())
    assert page.locator(".events li").count() == len(timeline.entries)
    before = timeline.entries[0].citation.surroundings.before.strip()
    assert before and before not in page.inner_text("body")
    page.locator(".events .to").first.focus()
    assert before in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.locator("tbody tr").count() == len(by_source(timeline.coverage))


@pytest.mark.slow
@needs_chromium
def test_a_hostile_topic_stays_text(browser: Browser):
    entry = Entry(day=date(2024, 5, 1), when=HOSTILE, text=HOSTILE, citation=a_citation(1, HOSTILE))
    timeline = a_timeline(*covered(HOSTILE, 1), about=HOSTILE).model_copy(
        update={"entries": (entry,)}
    )
    page = browser.new_page()
    page.set_content(timeline._repr_html_())
    assert page.locator("script, img, b").count() == 0


def test_a_timeline_of_nothing_says_why(seeds: Assistant):
    html = seeds.timeline("Zanzibar")._repr_html_()
    assert "There is no timeline." in html
    assert "Zanzibar" in html
