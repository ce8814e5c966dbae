"""Each command by itself: what it shows, and what is otherwise afterwards."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
from rich.console import Console

from assistant import Assistant
from assistant.chat.command import Call, CommandError, Outcome, parse
from assistant.chat.commands import COMMANDS
from assistant.chat.commands.conversation import cost
from assistant.chat.state import State, Turn, Within
from assistant.history.usage import Cost, Usage
from assistant.llm.chat_models import ModelError
from assistant.render.paragraphs import Unbroken
from assistant.schema.answer import Withheld
from index.errors import ArchiveError
from tests.conftest import ROOT

QUESTION = "Who said Pier 10 was corroded?"
SCOPED = Within(sources=("The Lantern",), since="2023-01-01")


@pytest.fixture(scope="module")
def assistant(seeds_to_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Asks a copy of the seeds' archive, for answers and what is said of them are kept in it."""
    folder = copytree(seeds_to_copy, tmp_path_factory.mktemp("commands") / "archive")
    with Assistant(folder, llm="none") as assistant:
        yield assistant


@pytest.fixture(scope="module")
def answered(assistant: Assistant) -> State:
    """A chat after one answer."""
    return State().after(Turn(assistant.ask(QUESTION), Within()))


@pytest.fixture(scope="module")
def abstained(assistant: Assistant) -> State:
    return State().after(Turn(assistant.ask("When did Sullivan visit Lisbon?"), Within()))


def text_of(shown: Iterable[object], columns: int = 80) -> str:
    """What is shown, as a terminal of so many columns has it."""
    console = Console(file=StringIO(), width=columns, highlight=False, markup=False)
    for part in shown:
        console.print(part, soft_wrap=isinstance(part, Unbroken))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


class Typing:
    """Types commands into a chat; `state` is what it remembers."""

    def __init__(self, assistant: Assistant, state: State) -> None:
        self.assistant, self.state = assistant, state
        self.outcome = Outcome()

    def __call__(self, line: str) -> str:
        name, argument = parse(line)
        command = next(command for command in COMMANDS if command.name == name)
        self.outcome = command.run(Call(argument, self.state, self.assistant))
        self.state = self.outcome.state or self.state
        return text_of(self.outcome.shown)


@pytest.fixture
def typing(assistant: Assistant, answered: State) -> Typing:
    return Typing(assistant, answered)


@pytest.fixture
def fresh(assistant: Assistant) -> Typing:
    return Typing(assistant, State())


def test_withheld_statements_are_shown_with_their_reasons(typing: Typing, fresh: Typing):
    with pytest.raises(CommandError, match="no answer yet"):
        fresh("/withheld")
    assert typing("/withheld") == "Nothing was withheld.\n"
    answer = typing.state.turns[-1].answer
    withheld = [Withheld(text="Nobody dived.", reason="the cited sentence says that divers did")]
    withholding = answer.model_copy(update={"withheld": withheld})
    typing.state = State().after(Turn(withholding, Within()))
    told = typing("/withheld")
    assert told == "- “Nobody dived.”\n  the cited sentence says that divers did\n"


def test_every_command_is_in_the_help_and_the_docs(typing: Typing):
    told = typing("/help")
    page = (ROOT / "docs" / "guide" / "chat.md").read_text()
    for command in COMMANDS:
        assert f"/{command.name}" in told and f"`/{command.name}" in page


def test_sources_are_listed_and_those_that_are_asked_are_marked(typing: Typing):
    assert "  The Lantern\n" in typing("/sources")
    typing("/source lantern; Northern Ledger")
    assert typing.state.within.sources == ("The Lantern", "Northern Ledger")
    assert "* The Lantern\n" in typing("/sources") and "  Meridian Wire\n" in typing("/sources")
    typing("/source")
    assert typing.state.within == Within()


def test_an_unknown_source_is_told_with_those_there_are(typing: Typing):
    with pytest.raises(ArchiveError, match=r"nothing from 'Nobody'.*Valdoria Tribune"):
        typing("/source Nobody")


def test_a_source_may_be_quoted(typing: Typing):
    typing('/source "the lantern"; “Northern Ledger”')
    assert typing.state.within.sources == ("The Lantern", "Northern Ledger")


def test_a_new_limit_of_time_removes_one_that_contradicts_it(fresh: Typing):
    fresh("/until 2023-01-01")
    assert fresh("/since 2023-01-01") == "Asking within: since 2023-01-01, until 2023-01-01\n"
    told = fresh("/since 2024-01-01")
    assert told == "Asking within: since 2024-01-01 (“until 2023-01-01” is removed)\n"
    assert fresh.state.within == Within(since="2024-01-01")
    told = fresh("/until 2022-12-31")
    assert told == "Asking within: until 2022-12-31 (“since 2024-01-01” is removed)\n"
    fresh("/as-of 2022-06-30")
    with pytest.raises(ArchiveError, match="'soon' is not a date"):
        fresh("/since soon")
    assert fresh.state.within == Within(until="2022-12-31", as_of="2022-06-30")


def test_limits_at_the_ends_of_the_calendar_are_limits(fresh: Typing):
    fresh("/since 0001-01-01")
    assert fresh("/until 9999-12-31") == "Asking within: since 0001-01-01, until 9999-12-31\n"
    assert fresh("/until 0001-01-01") == "Asking within: since 0001-01-01, until 0001-01-01\n"


def test_days_bound_what_is_asked_until_they_are_taken_away(fresh: Typing):
    fresh("/since 2024-01-01")
    fresh("/until 2024-12-31")
    told = fresh("/as-of 2025-01-01")
    assert told == "Asking within: since 2024-01-01, until 2024-12-31, as of 2025-01-01\n"
    for name in ("since", "until", "as-of"):
        told = fresh(f"/{name}")
    assert told == "Asking the whole archive.\n" and fresh.state.within == Within()
    with pytest.raises(ArchiveError, match="'last week' is not a date"):
        fresh("/since last week")


def test_a_citation_with_an_address_is_opened_in_the_browser(typing: Typing):
    typing("/open 1")
    assert typing.outcome.link is not None
    assert typing.outcome.link.startswith("https://northernledger.example/politics/2024/04/25/")


def test_an_article_without_address_opens_in_the_pager(assistant: Assistant, abstained: State):
    typing = Typing(assistant, abstained)
    typing("/open")
    page = typing.outcome.page
    assert page is not None
    (marked,) = [span for span in page.text.spans if "reverse" in str(span.style)]
    quote = abstained.citations[0].quote
    assert page.text.plain[marked.start : marked.end] == f"»{quote}«"
    assert f"»{quote}" in page.text.plain.split("\n")[page.line]


def test_context_gives_the_sentences_around_a_citation(typing: Typing):
    told = " ".join(typing("/context 1").split())
    assert "hours and brought down the head of the roads agency. »Divers had found" in told
    assert "Ms. Brock said.« That meant a second cofferdam" in told


def test_an_article_that_has_changed_since_is_said_to_have(assistant: Assistant, tmp_path: Path):
    file = tmp_path / "story.txt"
    with Assistant(tmp_path / "archive", llm="none") as changing:
        file.write_text("The Olm ferry carried 1,200 lorries in March. It sank in May.")
        changing.index([file])
        answer = changing.ask("How many lorries did the Olm ferry carry in March?")
        typing = Typing(changing, State().after(Turn(answer, Within())))
        assert "updated since" not in typing("/context")
        file.write_text("The Olm ferry carried 900 lorries in March. It sank in May.")
        changing.index([file])
        told = typing("/context")
        assert "1,200 lorries" in told and "The article has been updated since." in told
        changing.archive.remove(answer.citations[0].article.id)
        with pytest.raises(CommandError, match="no longer in the archive"):
            typing("/context")


@pytest.mark.parametrize("line", ["/open", "/context 1", "/why", "/save x.md", "/wrong 1"])
def test_before_the_first_answer_there_is_nothing_to_look_at(fresh: Typing, line: str):
    with pytest.raises(CommandError, match="ask a question first"):
        fresh(line)


def test_an_unknown_citation_number_is_refused_with_the_known_ones(typing: Typing):
    with pytest.raises(CommandError, match=r"there is no citation 7; choose from 1"):
        typing("/open [7]")


def test_a_wrong_citation_is_kept_with_the_answer(typing: Typing, assistant: Assistant):
    told = typing("/wrong 1 Brock said it, but of Pier 9")
    answer = typing.state.turns[-1].answer
    assert told.startswith(f"Recorded: citation 1 of {answer.id} is wrong.\n")
    (feedback,) = assistant.answers.record(answer.id).feedback
    assert (feedback.verdict, feedback.citation) == ("wrong-citation", 1)
    assert feedback.note == "Brock said it, but of Pier 9"


def test_a_wrong_citation_with_the_right_sentence_is_a_case(typing: Typing, assistant: Assistant):
    assert "quote the right sentence" in typing("/wrong 1 Brock said it")
    answer = typing.state.last.answer
    right = answer.citations[0].quote
    assert "evaluation cases" in typing(f"/wrong 1 it is “{right}” that says so")
    feedback = assistant.answers.record(answer.id).feedback[-1]
    assert feedback.sentence == right


def test_a_sentence_that_no_article_has_is_no_right_one(typing: Typing):
    with pytest.raises(ArchiveError, match="no article has that sentence"):
        typing("/wrong 1 it is “Elephants repaired it for nothing.”")


def test_nearest_coverage_is_no_citation_that_could_be_wrong(
    assistant: Assistant, abstained: State
):
    with pytest.raises(CommandError, match="only citations of an answer"):
        Typing(assistant, abstained)("/wrong 1")
    with pytest.raises(CommandError, match="the number of the wrong citation"):
        Typing(assistant, abstained)("/wrong")


def test_search_shows_passages_within_what_is_asked(typing: Typing):
    assert typing("/search ferry queues").startswith("1. Ferry queues put a price on the Narrows")
    typing.state = replace(typing.state, within=SCOPED)
    assert "Northern Ledger" not in typing("/search ferry queues")
    typing.state = State(Within(until="1900-01-01"))
    assert typing("/search ferry queues") == "Nothing found.\n"
    with pytest.raises(CommandError, match="words to search for"):
        typing("/search")


def test_a_timeline_is_sorted_and_its_citations_open(typing: Typing):
    told = typing("/timeline Halden Narrows Bridge")
    days = re.findall(r"^- (\d+ \w+ \d{4})", told, re.MULTILINE)
    moments = [datetime.strptime(day, "%d %B %Y") for day in days]
    assert len(moments) > 3 and moments == sorted(moments)
    assert re.search(r"^\d+ articles .*\.$", told, re.MULTILINE)
    typing("/open 2")
    second = typing.state.citations[1]
    assert typing.outcome.link == second.link
    assert " ".join(second.quote.split())[:60] in " ".join(told.split())
    with pytest.raises(CommandError, match="only citations of an answer"):
        typing("/wrong 2")


def test_a_timeline_of_nothing_says_so(typing: Typing):
    assert typing("/timeline Zanzibar xylophones").startswith("Within the filters, there are no")
    with pytest.raises(CommandError, match="give a topic"):
        typing("/timeline")


def test_an_answer_from_elsewhere_is_gone_on_from(fresh: Typing, assistant: Assistant):
    talk = assistant.conversation()
    first = talk.ask("How long did drivers wait for the Narrows ferry?")
    last = talk.ask(QUESTION)
    listed = fresh("/resume").splitlines()
    assert listed[0].startswith(f"{last.id}  ") and QUESTION in listed[0]
    told = fresh(f"/resume {last.id}")
    assert told.startswith(f"Continuing after 2 answers; the latest:\n{QUESTION}\n")
    assert "[1] Bridge bill" in told and told.count("Divers had found") == 1
    assert fresh.outcome.conversation is not None
    assert fresh.outcome.conversation.id == talk.id
    assert [turn.answer for turn in fresh.state.turns] == [first, last]
    assert fresh("/context 1")
    with pytest.raises(ArchiveError, match="there is no answer 'nonesuch'"):
        fresh("/resume nonesuch")


def test_another_conversation_looks_back_at_nothing(typing: Typing):
    typing("/clear")
    assert typing.outcome.conversation is not None
    assert typing.outcome.conversation.turns == ()


def test_why_tells_who_answered_and_what_was_looked_for(typing: Typing):
    told = typing("/why")
    assert told.startswith("Answered by quotations; plan ")
    assert "Statements: 1 quoted\nLooked up: pier, 10, corroded\nWeighed " in told
    assert re.search(r"leaked memo shows \(\d+-\d+\)", " ".join(told.split()))


def test_why_looks_up_a_follow_up_as_it_was_understood(assistant: Assistant):
    asked = {"question": "And the other one?", "resolved": QUESTION}
    answer = assistant.ask(QUESTION).model_copy(update=asked)
    told = Typing(assistant, State().after(Turn(answer, Within())))("/why")
    assert "\nLooked up: pier, 10, corroded\n" in told


def test_why_names_no_record_where_none_is_kept(typing: Typing, seeds_folder: Path):
    with Assistant(seeds_folder, llm="none", record=False) as assistant:
        told = Typing(assistant, State().after(Turn(assistant.ask(QUESTION), Within())))("/why")
    assert "assistant why" not in told and told.endswith("No more details were recorded.\n")
    assert "`assistant why" in typing("/why")


def test_why_tells_why_there_is_no_answer(assistant: Assistant, abstained: State):
    assert "Abstained: not-in-archive\n" in Typing(assistant, abstained)("/why")


def test_answers_are_saved_with_footnotes_and_no_file_is_overwritten(
    typing: Typing, tmp_path: Path
):
    file = tmp_path / "answers.md"
    assert typing(f"/save {file}").startswith("Saved 1 answer to")
    assert "\n\n[^1]: [Bridge bill" in file.read_text()
    typing.state = replace(typing.state, turns=typing.state.turns * 2)
    with pytest.raises(CommandError, match="already exists"):
        typing(f"/save {file}")
    assert typing(f"/save {tmp_path / 'two.md'}").startswith("Saved 2 answers to")
    assert "[^2-1]: [Bridge bill" in (tmp_path / "two.md").read_text()
    with pytest.raises(CommandError, match="cannot write"):
        typing(f"/save {tmp_path}/nowhere/x.md")
    with pytest.raises(CommandError, match="name a file"):
        typing("/save")


def test_model_shows_the_writer_and_accepts_only_an_available_one(typing: Typing):
    assert typing("/model") == "No language model: the sources are quoted.\n"
    with pytest.raises(ModelError, match="has no provider"):
        typing("/model gpt")
    with pytest.raises(ModelError, match="needs a key"):
        typing("/model openai:gpt-5")
    typing("/model none")
    assert typing.outcome.llm == "none"


def test_usage_sums_this_session_and_all_faces(typing: Typing, assistant: Assistant):
    answer = typing.state.turns[0].answer
    paid = {"total_tokens": 1_200, "dollars": 0.0125, "estimated": True}
    turn = Turn(answer.model_copy(update={"usage": paid}), Within())
    typing.state = State(turns=(turn, turn))
    here, today, in_all = typing("/usage").splitlines()
    assert here == "This chat: 2 answers, 2,400 tokens (some estimated), 0.0250 US dollars"
    all_of_them = cost(assistant.usage())
    assert all_of_them.startswith(f"{len(assistant.answers)} questions, ")
    assert (today, in_all) == (f"Today, all users: {all_of_them}", f"In total: {all_of_them}")


def test_what_was_paid_is_told_with_what_was_guessed():
    total = Cost("", 1, 1_000, 500, 0.002, 0, True)
    assert cost(Usage(total)) == "1 question, 1,500 tokens (some estimated), 0.0020 US dollars"
