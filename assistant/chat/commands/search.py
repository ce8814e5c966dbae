"""/search, /timeline and /why: passages, events and explanations."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import RenderableType

from assistant.chat.command import Call, Command, CommandError, Outcome
from assistant.render.answer_view import show_citations, show_entries, show_withheld
from assistant.render.paragraphs import FAINT, NAME, HangingIndent, paragraph, words
from assistant.render.titles import count, headline
from assistant.schema.answer import Answer
from assistant.schema.hits import Hit
from index.errors import ArchiveError

if TYPE_CHECKING:
    from assistant.history.record import RecordedStatement
    from assistant.schema.explanation import Explanation

LIMIT = 5
_UNKEPT = "No more details were recorded."


def search(call: Call) -> Outcome:
    if not call.argument:
        raise CommandError("give some words to search for: /search ferry queues")
    within = call.state.within.arguments()
    return Outcome(show_hits(call.assistant.search(call.argument, LIMIT, **within)))


def show_hits(hits: Sequence[Hit]) -> list[RenderableType]:
    """Each passage with its title, source and day."""
    shown: list[RenderableType] = []
    for hit in hits:
        first = f"{hit.rank}. "
        shown.append(HangingIndent(first, words(headline(hit.chunk.article)), NAME))
        shown.append(HangingIndent(" " * len(first), words(hit.chunk.text, FAINT)))
    return shown or [paragraph("Nothing found.")]


def timeline(call: Call) -> Outcome:
    """Show the events of a topic in chronological order; /open works with its citations."""
    if not call.argument:
        raise CommandError("give a topic: /timeline Halden Narrows Bridge")
    made = call.assistant.timeline(call.argument, **call.state.within.arguments())
    if made.abstention:
        return Outcome([paragraph(made.abstention.detail)])
    cited = tuple(entry.citation for entry in made.entries)
    said = [entry.text for entry in made.entries]
    told = f"{count(made.articles, 'article')} {made.meaning}."
    below = [paragraph(told, FAINT), *show_citations(cited, call.with_links, said)]
    return Outcome([*show_entries(made), *below], replace(call.state, citations=cited))


def why(call: Call) -> Outcome:
    turn = call.turn
    arguments = turn.within.arguments()
    asked = turn.answer.resolved or turn.answer.question
    _, told = call.assistant.explain(asked, LIMIT, **arguments)
    found: list[RenderableType] = [
        HangingIndent(
            f"{one.score:7.3f}  ", words(f"{one.title or one.article} ({one.start}-{one.end})")
        )
        for one in told.candidates[:LIMIT]
    ]
    try:
        record = call.assistant.answers.record(turn.answer.id)
    except ArchiveError:
        record = None
    lines = [
        *explain(turn.answer),
        *map(dropped, record.dropped if record else ()),
        *searched(told),
    ]
    whole = f"`assistant why {turn.answer.id}` shows all details." if record else _UNKEPT
    return Outcome([*map(paragraph, lines), *found, paragraph(whole, FAINT)])


def withheld(call: Call) -> Outcome:
    return Outcome(show_withheld(call.turn.answer) or [paragraph("Nothing was withheld.")])


def explain(answer: Answer) -> list[str]:
    """Lines on the model, the time and the statements of an answer."""
    seconds = ", ".join(f"{stage} {spent:.2f} s" for stage, spent in answer.seconds.items())
    fates = answer.usage.get("statements", {})
    counts = ", ".join(f"{count} {fate}" for fate, count in fates.items() if count)
    lines = [f"Answered by {answer.model or 'nobody'}; {seconds}"]
    lines.append(f"Statements: {counts or 'none'}")
    if answer.abstention:
        lines.append(f"Abstained: {answer.abstention.reason}")
    return lines


def dropped(one: "RecordedStatement") -> str:
    """A statement that failed the check, and why."""
    missing = (f"{kind} not found: {', '.join(what)}" for kind, what in one.why.items())
    return f"Left out: “{one.text}” {one.reason or '; '.join(missing)}"


def searched(told: "Explanation") -> list[str]:
    lines = [f"Looked up: {', '.join(told.terms) or 'nothing'}"]
    lines += [f"Understood: {'; '.join(told.understood)}"] if told.understood else []
    lines += [f"Relaxed: {'; '.join(told.relaxed)}"] if told.relaxed else []
    return [*lines, f"Weighed {len(told.candidates)} passages; the best:"]


COMMANDS = (
    Command("search", "WORDS", "show the passages found for these words", search),
    Command("timeline", "WORDS", "show the events of a topic in order", timeline),
    Command("withheld", "", "show the statements withheld from the last answer, and why", withheld),
    Command("why", "", "explain how the last answer was made", why),
)
