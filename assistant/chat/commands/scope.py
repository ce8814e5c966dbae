"""/sources, /source, /since, /until and /as-of: filters on the articles."""

from dataclasses import replace
from functools import partial
from typing import Any

from assistant.chat.command import Call, Command, Outcome
from assistant.chat.state import Within
from assistant.render.paragraphs import NAME, HangingIndent, paragraph, words
from assistant.schema.question import EmptyPeriodError

_QUOTES = "\"'“”„‘’«»"  # around a name, as in a shell


def sources(call: Call) -> Outcome:
    names = call.assistant.archive.catalogue.sources()
    if not names:
        return Outcome([paragraph("None of the articles names its source.")])
    chosen = call.state.within.sources
    return Outcome(
        [HangingIndent("* " if name in chosen else "  ", words(name), NAME) for name in names]
    )


def source(call: Call) -> Outcome:
    """Use only these sources from now on; without a name, all of them."""
    names = (name.strip().strip(_QUOTES).strip() for name in call.argument.split(";"))
    wanted = tuple(filter(None, names))
    return _within(call, replace(call.state.within, sources=wanted))


def day(name: str, call: Call) -> Outcome:
    """Set one limit of time; without a day, remove it.

    Of `since` and `until`, the one that is set removes the other where no day would be left.
    """
    changed: dict[str, Any] = {name: call.argument or None}
    within = replace(call.state.within, **changed)
    try:
        return _within(call, within)
    except EmptyPeriodError:
        other = {"since": "until", "until": "since"}[name]
        earlier: dict[str, Any] = {other: None}
        note = f" (“{other} {getattr(within, other)}” is removed)"
        return _within(call, replace(within, **earlier), note)


def _within(call: Call, within: Within, note: str = "") -> Outcome:
    scope = call.assistant.scope(**within.arguments())
    within = replace(within, sources=scope.sources)
    told = f"Asking within: {within}{note}" if within.arguments() else "Asking the whole archive."
    return Outcome([paragraph(told)], replace(call.state, within=within))


COMMANDS = (
    Command("sources", "", "list the sources", sources),
    Command("source", "[NAME; NAME]", "use only these sources; without NAME: all", source),
    Command("since", "[DAY]", "use only articles published since DAY", partial(day, "since")),
    Command("until", "[DAY]", "use only articles published until DAY", partial(day, "until")),
    Command("as-of", "[DAY]", "hide articles that became known after DAY", partial(day, "as_of")),
)
