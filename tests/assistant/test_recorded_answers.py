"""A strong model's recorded replies to 36 questions about seeds/, through the whole chain."""

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.schema.answer import Answer
from tests.recorded.record import replies_of
from tests.recorded.replay import Asked, ReplayModel
from tests.recorded.replies import (
    RecordedQuestion,
    RecordedReplies,
    load_questions,
    load_replies,
)

pytestmark = pytest.mark.untraced

QUESTIONS = {question.id: question for question in load_questions()}
REPLIES = {replies.question: replies for replies in load_replies()}
SAMPLE = ("q02", "q16", "q22", "q33", "q40", "q46", "q52", "q57")  # each day, one of each kind
FEW = ("q02", "q16", "q52", "q57")


@dataclass(frozen=True)
class Played:
    """An answer made of recorded replies, and the requests that it took."""

    answer: Answer
    replies: RecordedReplies
    requests: list[Asked]

    @property
    def lost(self) -> list[str]:
        """The recorded statements that are not shown, nor the part that the judge left of them."""
        parts = {one["about"]: one["supported_part"] for one in self.replies.judgement}
        shown = {statement.text for statement in self.answer.statements}
        return [text for text in self.replies.statements if not {text, parts.get(text)} & shown]


Play = Callable[..., Played]


@pytest.fixture(scope="module")
def play(seeds_folder: Path) -> Play:
    """Asks a question of seeds/, once a judge."""
    kept: dict[tuple[str, str | None], Played] = {}

    def asked(name: str, judge: str | None = None) -> Played:
        if (name, judge) not in kept:
            kept[name, judge] = _play(seeds_folder, QUESTIONS[name], judge)
        return kept[name, judge]

    return asked


def _play(folder: Path, question: RecordedQuestion, judge: str | None) -> Played:
    model = ReplayModel()
    with Assistant(folder, llm=model, judge=judge, record=False) as assistant:
        ask = question.begin(assistant)
        model.asked.clear()
        answer = ask(question.question)
    return Played(answer, REPLIES[question.question], model.asked)


def each(*kinds: str) -> pytest.MarkDecorator:
    """The test for each question of these kinds; most of them are slow."""
    names = [name for name, one in QUESTIONS.items() if not kinds or one.kind in kinds]
    marks = {name: () if name in SAMPLE else (pytest.mark.slow,) for name in names}
    return pytest.mark.parametrize("name", [pytest.param(n, marks=marks[n]) for n in names])


def all_or(some: Sequence[str]) -> pytest.MarkDecorator:
    """The test for these questions together; that for all together is slow."""
    slow = (pytest.mark.slow, pytest.mark.timeout(600))
    sets = [pytest.param(some, id="sample"), pytest.param(tuple(QUESTIONS), id="all", marks=slow)]
    return pytest.mark.parametrize("names", sets)


@each()
def test_questions_are_answered_or_refused_as_expected(play: Play, name: str):
    assert play(name).answer.answered == QUESTIONS[name].answered


@all_or(SAMPLE)
def test_a_judge_loses_no_faithful_statement(play: Play, names: Sequence[str]):
    assert share_kept(play(name) for name in names) >= 0.98


@all_or(FEW)
def test_exact_checks_alone_keep_nine_of_ten(play: Play, names: Sequence[str]):
    assert share_kept(play(name, "none") for name in names) >= 0.9


@each("language")
def test_german_and_spanish_statements_are_all_shown(play: Play, name: str):
    for judge in (None, "none"):
        assert play(name, judge).lost == []


@each()
def test_citations_are_the_words_of_their_articles(play: Play, name: str, seeds: Assistant):
    answer = play(name).answer
    assert bool(answer.citations) == answer.answered
    for citation in answer.citations:
        article = seeds.archive.catalogue.article(citation.article.id, citation.article.version)
        assert article and article.text[citation.start : citation.end] == citation.quote


@each()
def test_each_statement_cites_what_is_there(play: Play, name: str):
    answer = play(name).answer
    numbers = {citation.number for citation in answer.citations}
    for statement in answer.statements:
        assert statement.citations and numbers >= {*statement.citations}


@each("brief", "comparison")
def test_headings_are_shown_as_they_were_written(play: Play, name: str):
    played = play(name)
    written = [one["section"] or None for one in played.replies.answer["statements"]]
    assert [statement.section for statement in played.answer.statements] == written
    markdown = played.answer.to_markdown()
    assert all(f"# {heading}\n" in markdown for heading in written if heading)


@each("timeline")
def test_timelines_begin_with_the_oldest_event(play: Play, name: str):
    days = [first_day(statement.text) for statement in play(name).answer.statements]
    assert len(days) >= 8
    assert days == sorted(days)


@each("follow-up")
def test_follow_ups_are_answered_with_their_names(play: Play, name: str):
    played = play(name)
    assert played.answer.resolved == played.replies.resolved != QUESTIONS[name].question


@each()
def test_an_answer_takes_two_requests_and_a_plan(play: Play, name: str):
    stages = [request.stage for request in play(name).requests]
    assert stages.count("plan") == (play(name).replies.plan is not None)
    # What fails goes back to the writer once, which is one more.
    assert len(stages) <= 2 + stages.count("plan") + stages.count("rewrite")
    assert stages.count("rewrite") <= 1


@each()
def test_no_sentence_of_the_evidence_is_sent_twice(play: Play, name: str):
    for request in play(name).requests:
        lines = Counter(re.findall(r"^\[\w+\] .*$", request.text, re.MULTILINE))
        assert max(lines.values(), default=1) == 1, request.stage


def test_replies_are_played_where_ids_have_changed(play: Play, seeds_folder: Path):
    recorded = play("q02").replies
    text = recorded.model_dump_json()
    for name in recorded.sentences:
        text = text.replace(f'"{name}"', f'"0{name}"')
    model = ReplayModel(replies=[RecordedReplies.model_validate_json(text)])
    with Assistant(seeds_folder, llm=model, record=False) as assistant:
        answer = assistant.ask(recorded.question)
    assert answer.statements == play("q02").answer.statements
    assert answer.citations == play("q02").answer.citations


@pytest.mark.parametrize(
    "name", ["q16", *(pytest.param(name, marks=pytest.mark.slow) for name in ("q27", "q40"))]
)
def test_recording_a_replay_gives_the_same_replies(name: str, seeds_folder: Path):
    with Assistant(seeds_folder, llm=ReplayModel()) as assistant:
        answer = assistant.ask(QUESTIONS[name].question)
        recorded = replies_of(assistant.answers.record(answer.id), assistant.archive)
    assert recorded == REPLIES[answer.question]


def share_kept(played: Iterable[Played]) -> float:
    """The share of recorded statements that are shown."""
    counts = [(len(one.lost), len(one.replies.statements)) for one in played]
    return 1 - sum(lost for lost, _ in counts) / sum(written for _, written in counts)


def first_day(text: str) -> date:
    """The day before the colon; of a month or a year, its first."""
    months = "|".join(calendar.month_name[1:])
    found = re.search(rf"(?:(\d+) )?(?:({months}) )?(\d{{4}})", text.partition(":")[0])
    assert found, text
    day, month, year = found.groups()
    return date(int(year), [*calendar.month_name].index(month) if month else 1, int(day or 1))
