"""Records as text: lists of answers, explanations, and changed articles."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

import prompts
from assistant.history.record import Feedback, Record, RecordedStatement
from assistant.history.staleness import Stale
from assistant.llm.meter import Exchange
from assistant.render.escape import clean
from assistant.render.text import where, wrap
from index.catalog.catalogue import Catalogue
from index.models import Article

Texts = dict[tuple[str, int], Article | None]
_FATES = {
    "as-cited": "shown as written",
    "recited": "shown with another citation",
    "replaced": "replaced by a sentence of the article",
    "partly": "shown in part",
    "rewritten": "corrected by the writer",
    "withheld": "withheld",
    "repeated": "left out: a repetition",
    "dropped": "left out",
}
_CHANGES = {
    "removed": "the article was removed",
    "gone": "version {version} has no such sentence",
    "changed": "version {version} now says",
    "same": "unchanged in version {version}",
}


class Line(NamedTuple):
    """A line of an explanation, below others by `depth`; an address in it `is_unbroken`."""

    text: str
    depth: int = 0
    is_unbroken: bool = False

    def __str__(self) -> str:
        indent = "  " * self.depth
        return f"{indent}{clean(self.text)}" if self.is_unbroken else wrap(self.text, indent)


def show_answers(records: Sequence[Record]) -> str:
    """A line for each answer: id, time, question, abstention and feedback."""
    return "\n".join(map(_line, records)) or "No answers are recorded."


def show_stale(stale: Sequence[Stale]) -> str:
    """Each answer with its changed citations, and the sentences that replaced them."""
    if not stale:
        return "No cited article has changed."
    lines: list[str] = []
    for one in stale:
        lines.append(_line(one.record))
        for change in one.changes:
            cited, what = change.citation, _CHANGES[change.what].format(version=change.version)
            now = f": “{change.sentence}”" if change.what == "changed" else ""
            lines.append(wrap(f"[{cited.number}] “{cited.quote}”", "    "))
            lines.append(f"    {where(cited.article)}")
            lines.append(wrap(f"→ {what}{now}", "    "))
        lines.append("")
    return "\n".join(lines).rstrip()


def read_texts(record: Record, catalogue: Catalogue) -> Texts:
    """The articles of the evidence in their versions at the time; None if removed since."""
    named = dict.fromkeys((given.article, given.version) for given in record.evidence)
    return {name: catalogue.article(*name) for name in named}


def show_why(record: Record, texts: Texts) -> str:
    """How the answer was made, from the question to its cost."""
    sections = why_sections(record, texts)
    return "\n\n".join("\n".join([head, *map(str, lines)]) for head, lines in sections)


def why_sections(record: Record, texts: Texts) -> list[tuple[str, list[Line]]]:
    """The same by heading, without sections that have nothing."""
    within = record.within.model_dump(exclude_defaults=True, mode="json")
    asked = [f"Asked {_moment(record.asked_at)}, answer {record.id}, by {record.answer.model}."]
    asked += [f"Conversation {record.conversation}."]
    asked += [f"Filter {name}: {value}." for name, value in within.items()]
    resolved = record.answer.resolved
    understood = [*([f"as {resolved}"] if resolved else []), *record.understood]
    sections = [
        ("Question", [*map(Line, (record.answer.question, *asked))]),
        ("Understood", [Line(f"- {said}") for said in understood]),
        (f"Evidence: {len(record.evidence)} sentences", list(_evidence(record, texts))),
        ("Model replies", [line for one in record.exchanges for line in _exchange(one)]),
        ("Statements", [line for one in record.statements for line in _statement(one)]),
        ("Answer", list(map(Line, record.answer.text.splitlines()))),
        ("Cost", [Line(_cost(record), 1)]),
        ("Feedback", list(map(_feedback, record.feedback))),
    ]
    return [(head, lines) for head, lines in sections if lines]


def _line(record: Record) -> str:
    abstention = record.answer.abstention
    said: list[str] = [abstention.reason] if abstention else []
    said += dict.fromkeys(feedback.verdict for feedback in record.feedback)
    notes = f"  ({', '.join(said)})" if said else ""
    question = " ".join(clean(record.answer.question).split())
    return f"{record.id}  {_moment(record.asked_at)}  {question}{notes}"


def _evidence(record: Record, texts: Texts) -> Iterator[Line]:
    """The sentences by article; cited ones are marked with the citation's number."""
    numbers = {(c.article.id, c.start): c.number for c in record.answer.citations}
    for name, sentences in groupby(record.evidence, lambda given: (given.article, given.version)):
        article = texts[name]
        heading = where(article) if article else "removed since"
        yield Line(f"{heading}: {name[0]}, version {name[1]}", 1, True)
        for given in sentences:
            number = numbers.get((given.article, given.start))
            mark = f" = citation {number}" if number else ""
            text = article.text[given.start : given.end] if article else "..."
            yield Line(f"[{given.id}{mark}] {text}", 2)


def _exchange(exchange: Exchange) -> Iterator[Line]:
    named = ", ".join(
        f"{name} ({version}{_changed(name, version)})" for name, version in exchange.prompts.items()
    )
    usage, price = exchange.usage, exchange.dollars
    tokens = f"{usage.get('input_tokens', 0):,} and {usage.get('output_tokens', 0):,} tokens"
    cost = tokens if price is None else f"{tokens}, ${price:.6f}"
    yield Line(f"{exchange.model}, prompt {named}, {cost}", 1, True)
    yield Line(exchange.reply or "(nothing)", 2)


def _changed(name: str, version: str) -> str:
    try:
        return "" if prompts.version(name) == version else ", changed since"
    except FileNotFoundError:
        return ", gone since"


def _statement(written: RecordedStatement) -> Iterator[Line]:
    yield Line(f"{_FATES[written.fate]}: {written.text}", 1)
    if written.reason:
        yield Line(written.reason, 2)
    elif written.why:
        missing = "; ".join(f"{kind}: {', '.join(what)}" for kind, what in written.why.items())
        yield Line(f"not in the sentences it cites ({', '.join(written.ids)}): {missing}", 2)
    elif written.is_refused:
        ids = ", ".join(written.ids)
        yield Line(f"the judge found no support in the sentences it cites ({ids})", 2)
    elif written.fate == "dropped":
        yield Line("it cites no sentence of the evidence, or has no content", 2)
    if written.shown and written.fate in ("replaced", "partly", "rewritten"):
        yield Line(f"shown instead: {written.shown}", 2)


def _cost(record: Record) -> str:
    usage = record.answer.usage
    if not record.exchanges:
        return "none: no model was asked"
    given, taken = usage.get("input_tokens", 0), usage.get("output_tokens", 0)
    tokens = f"{given:,} input tokens, {taken:,} output tokens"
    price = "price unknown" if usage.get("dollars") is None else f"${usage['dollars']:.6f}"
    return f"{tokens}{' (estimated)' if usage.get('estimated') else ''}; {price}"


def _feedback(said: Feedback) -> Line:
    about = f" [{said.citation}]" if said.citation is not None else ""
    by = f" by {said.by}" if said.by else ""
    parts = [f"{_moment(said.given_at)}{by}: {said.verdict}{about}"]
    parts += [f"should be cited: “{said.sentence}”"] if said.sentence else []
    parts += [said.note] if said.note else []
    return Line("; ".join(parts), 1)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
