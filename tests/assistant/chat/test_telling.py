"""What is to be seen of an answer after each of its events, in both kinds of terminals."""

import asyncio
from collections.abc import Iterable
from io import StringIO

import pyte
import pytest
from rich.console import Console

from assistant.chat.views import lines
from assistant.chat.views.lines import LineView
from assistant.chat.views.redrawn import LiveView
from assistant.render.answer_view import show_statements
from assistant.render.live_answer import LiveAnswer
from assistant.schema.answer import Answer, Citation, CitedArticle, Statement, Withheld
from assistant.schema.events import (
    Begun,
    Checked,
    Cited,
    Done,
    Event,
    Resolved,
    Retrieved,
    Withdrawn,
    Words,
)

ARTICLE = CitedArticle(
    id="olm", version=1, title="Ferry sinks", source="The Gull", url=None,
    published_at=None, path="o.txt",
)  # fmt: skip
CITATION = Citation(number=1, quote="It sank.", start=0, end=8, article=ARTICLE, link=None)
GOOD = Statement(text="The ferry sank.", support="verified", citations=[1])
SHOWN = "The ferry sank. [1]\n\n[1] “It sank.”\n    Ferry sinks, The Gull, no date\n    o.txt (0-8)"
BEGINNING: list[Event] = [
    Retrieved(3, ("Ferry sinks",)),
    Begun(1),
    Words(1, "Nobody "),
    Words(1, "drowned"),
]
TAKEN_BACK: list[Event] = [Withdrawn(1), Begun(2), Words(2, "The ferry s")]
CHECKED: list[Event] = [Cited(CITATION), Checked(2, GOOD)]


def answer_of(*statements: Statement) -> Answer:
    """An answer of those statements."""
    return Answer(
        question="?", answered=True, text="", statements=list(statements), citations=[CITATION],
        abstention=None, as_of=None, model="m", usage={}, seconds={}, id="x",
    )  # fmt: skip


def after(events: Iterable[Event]) -> LiveAnswer:
    told = LiveAnswer()
    for event in events:
        told.take(event)
    return told


class Screen:
    """A screen on which a view draws in this process."""

    def __init__(self, columns: int = 40, rows: int = 12) -> None:
        self._file = StringIO()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self.console = Console(
            file=self._file, width=columns, height=rows, force_terminal=True, highlight=False
        )

    @property
    def text(self) -> str:
        self._stream.feed(self._file.getvalue().replace("\n", "\r\n"))
        self._file.truncate(self._file.seek(0))
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    @property
    def strong(self) -> list[str]:
        """The words in bold of what was last seen as `text`."""
        rows = [self._screen.buffer[row] for row in range(self._screen.lines)]
        cells = [row[column] for row in rows for column in range(self._screen.columns)]
        return "".join(cell.data if cell.bold else " " for cell in cells).split()

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self.console.size = (columns, rows)  # type: ignore[assignment]


class TestTelling:
    def test_draft_words_are_unchecked_and_vanish_when_withdrawn(self):
        assert after(BEGINNING).statements == ["Nobody drowned"]
        assert after([*BEGINNING, *TAKEN_BACK]).statements == ["The ferry s"]
        told = after([*BEGINNING, *TAKEN_BACK, *CHECKED])
        assert told.checked == [GOOD]
        assert told.citations == [CITATION]

    def test_a_citation_of_what_is_taken_back_is_not_shown(self):
        assert after([*BEGINNING, *TAKEN_BACK, *CHECKED, Withdrawn(2)]).citations == []

    def test_a_list_has_a_line_for_each_statement(self):
        screen = Screen()
        bullets = answer_of(GOOD, GOOD).model_copy(update={"shape": "timeline"})
        screen.console.print(*show_statements(bullets.statements, bullets.is_list), sep="\n")
        assert screen.text == "- The ferry sank. [1]\n- The ferry sank. [1]"

    def test_before_the_first_word_it_tells_what_is_read(self):
        assert after(BEGINNING[:1]).status == "Reading 3 sentences of 1 article …"
        assert after([Retrieved(0, ())]).status == "Nothing found."


class TestRedrawn:
    def view(self, screen: Screen, events: Iterable[Event]) -> LiveView:
        view = LiveView(screen.console)
        view.begin("Opening the archive …")
        view.draw()
        for event in events:
            view.add(event)
            view.draw()
        return view

    def test_a_status_makes_room_for_words_and_words_for_statements(self):
        screen = Screen()
        view = self.view(screen, [])
        assert screen.text == "Opening the archive …"
        view = self.view(screen := Screen(), BEGINNING)
        assert screen.text == "Nobody drowned…"
        for event in TAKEN_BACK:
            view.add(event)
        view.draw()
        assert screen.text == "The ferry s…"
        for event in [*CHECKED, Done(answer_of(GOOD))]:
            view.add(event)
        view.end()
        assert screen.text == SHOWN

    def test_the_words_that_answer_are_strong_at_once(self):
        screen = Screen()
        said = GOOD.model_copy(update={"answer": "ferry"})
        view = self.view(screen, [*BEGINNING, *TAKEN_BACK, Cited(CITATION), Checked(2, said)])
        assert screen.text == SHOWN
        assert screen.strong == ["ferry"]
        view.add(Done(answer_of(said)))
        view.end()
        assert screen.text == SHOWN
        assert screen.strong == ["ferry"]

    def test_a_stopped_answer_keeps_what_stood_the_check(self):
        screen = Screen()
        events = [*BEGINNING, *TAKEN_BACK, *CHECKED, Begun(3), Words(3, "And then it")]
        self.view(screen, events).end()
        assert screen.text == SHOWN

    def test_the_newest_words_are_visible_in_a_full_terminal(self):
        screen = Screen(rows=5)
        view = self.view(screen, [Begun(1), *(Words(1, f"word{n} ") for n in range(60))])
        assert screen.text.endswith("word59…")
        assert len(screen.text.splitlines()) == 4
        view.end()
        assert screen.text == ""

    def test_a_resize_wraps_the_answer_again_below_the_old_one(self):
        screen = Screen()
        view = LiveView(screen.console)
        view.print("Ask the archive.")
        view.typed("What about the ferry?")
        screen.console.print("\n> What about the ferry?")  # as the editor leaves it
        view.begin("")
        for event in [*BEGINNING, Words(1, " when the ferry went down")]:
            view.add(event)
        view.draw()
        screen.resize(20, 12)
        view.draw()
        assert screen.text == (
            "Ask the archive.\n\n> What about the\n  ferry?\n"
            "Nobody drowned when\nthe ferry went down…"
        )
        view.end()


class TestLineByLine:
    def view(self, events: Iterable[Event]) -> str:
        console = Console(file=StringIO(), width=40, color_system=None, highlight=False)
        view = LineView(console)
        view.begin("")
        for event in events:
            view.add(event)
        view.end()
        told = console.file.getvalue()  # type: ignore[attr-defined]
        assert "\x1b" not in told and "\r" not in told
        return str(told)

    def test_only_what_is_checked_is_printed_and_once(self):
        events = [*BEGINNING, *TAKEN_BACK, *CHECKED, Done(answer_of(GOOD))]
        assert self.view(events) == f"{SHOWN}\n"

    def test_the_words_that_answer_change_nothing_without_colours(self):
        said = GOOD.model_copy(update={"answer": "ferry"})
        events = [*BEGINNING, *TAKEN_BACK, Cited(CITATION), Checked(2, said)]
        assert self.view([*events, Done(answer_of(said))]) == f"{SHOWN}\n"

    def test_what_is_taken_back_later_is_said_to_be(self):
        quoted = Statement(text="It sank.", support="quoted", citations=[1])
        events = [*BEGINNING, *TAKEN_BACK, *CHECKED, Withdrawn(2), Begun(3), Checked(3, quoted)]
        assert self.view([*events, Done(answer_of(quoted))]).splitlines()[:3] == [
            "The ferry sank. [1]",
            "Withdrawn: The ferry sank.",
            "It sank. [1]",
        ]

    def test_a_rewritten_follow_up_is_shown_once(self):
        resolved = answer_of(GOOD).model_copy(update={"resolved": "And the ferry?"})
        events = [Resolved("And the ferry?"), *BEGINNING, *TAKEN_BACK, *CHECKED, Done(resolved)]
        assert self.view(events) == f"Understood as: And the ferry?\n{SHOWN}\n"

    def test_a_streamed_list_is_not_shown_twice(self):
        bullets = answer_of(GOOD, GOOD).model_copy(update={"shape": "timeline"})
        events = [Begun(1), Cited(CITATION), Checked(1, GOOD), Begun(2), Checked(2, GOOD)]
        told = self.view([*events, Done(bullets)])
        assert told.count("The ferry sank. [1]") == 2

    def test_a_streamed_heading_is_shown_once(self):
        under = GOOD.model_copy(update={"section": "The ferry"})
        events = [Begun(1), Cited(CITATION), Checked(1, under), Begun(2), Checked(2, under)]
        told = self.view([*events, Done(answer_of(under, under))])
        assert told.startswith("The ferry\n- The ferry sank. [1]\n- The ferry sank. [1]\n\n[1]")

    def test_how_many_are_withheld_is_said_below(self):
        withheld = [Withheld(text="It flew.", reason="it sank")]
        answer = answer_of(GOOD).model_copy(update={"withheld": withheld})
        told = self.view([Begun(1), Cited(CITATION), Checked(1, GOOD), Done(answer)])
        assert told.endswith("\n\n1 statement withheld; /withheld shows\nwhy.\n")
        assert "It flew." not in told

    def test_a_stopped_answer_still_shows_its_sources(self):
        assert self.view([*BEGINNING, *TAKEN_BACK, *CHECKED]) == f"{SHOWN}\n"
        assert self.view(BEGINNING) == ""

    def test_a_long_wait_is_broken_once(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(lines, "SECONDS_OF_SILENCE", 0.0)
        console = Console(file=StringIO(), color_system=None)
        view = LineView(console)
        view.begin("")
        view.add(BEGINNING[0])
        asyncio.run(view.refresh())
        view.add(Begun(1))
        asyncio.run(view.refresh())
        told = console.file.getvalue()  # type: ignore[attr-defined]
        assert told == "Reading 3 sentences of 1 article …\n"
