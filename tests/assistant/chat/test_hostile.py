"""Article text that means harm to a terminal, or that is hard to wrap."""

import re
from collections.abc import Iterator
from io import StringIO
from itertools import product

import pytest
from rich.cells import cell_len
from rich.console import Console

from assistant import Assistant
from assistant.chat.command import Call
from assistant.chat.commands import COMMANDS
from assistant.chat.state import State, Turn, Within
from assistant.render.answer_view import show_answer
from assistant.render.paragraphs import HangingIndent, words
from index.models import Article
from tests.making import add

# Styles, and hyperlinks that open what a citation's own address says: rich writes nothing else.
_OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
ATTACK = "\x1b]0;owned\x07\x1b[2J\x9b31m\x08\u202e"
TEXT = f"The Olm ferry{ATTACK} carried 1,200 lorries in March. It sank {ATTACK} in May."
OTHER = TEXT.replace("1,200", "900")
# What each kind of command is given, by the first letter of what it takes.
ARGUMENTS = {"N": "1", "W": "ferry"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(tmp_path_factory.mktemp("hostile"), llm="none") as assistant:
        assistant.index([])
        fields = {"title": f"Ferry{ATTACK} sinks", "source": f"The{ATTACK} Gull"}
        address = f"https://gull.example/{ATTACK}"
        add(
            assistant.archive,
            Article(id="linked", text=TEXT, url=address, **fields),
            Article(id="unlinked", text=OTHER, path=f"a{ATTACK}.txt", **fields),
        )
        yield assistant


def test_no_control_character_of_an_article_reaches_the_terminal(assistant: Assistant):
    answer = assistant.ask("How many lorries did the Olm ferry carry in March?")
    assert answer.answered and "\x1b" in answer.citations[0].quote
    unlinked = [one.model_copy(update={"link": None}) for one in answer.citations]
    answers = (answer, answer.model_copy(update={"citations": unlinked}))
    states = [State().after(Turn(one, Within())) for one in answers]
    file = StringIO()
    console = Console(file=file, width=60, force_terminal=True, markup=False, highlight=False)
    for with_links in (True, False):
        console.print(*show_answer(answer, with_links), sep="\n")
    for command, state in product(COMMANDS, states):
        if command.name != "save":
            outcome = command.run(Call(ARGUMENTS.get(command.takes[:1], ""), state, assistant))
            page = [outcome.page.text] if outcome.page else []
            console.print(*outcome.shown, *page, sep="\n")
    written = _OURS.sub("", file.getvalue())
    assert "owned" in written and "\N{REPLACEMENT CHARACTER}" in written
    assert not re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", written)


@pytest.mark.parametrize("columns", [20, 40])
@pytest.mark.parametrize(
    "text",
    [
        "שלום " * 20 + "מעבורת טבעה במאי",
        "👩‍🚒🇪🇺🏳️‍🌈 " * 30,
        "渡船在五月沉没" * 20,
        "x" * 10_000,
        "a" + "\u0301" * 50 + " b" * 40,
    ],
    ids=["rtl", "emoji", "wide", "one word", "accents"],
)
def test_lines_fit_the_terminal_and_no_word_is_lost(text: str, columns: int):
    console = Console(file=StringIO(), width=columns, color_system=None)
    console.print(HangingIndent("[1] ", words(text)))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(cell_len(line) <= columns for line in written.splitlines())
    squeezed = "".join(written.split()).replace("[1]", "", 1)
    assert squeezed == "".join(text.split())
