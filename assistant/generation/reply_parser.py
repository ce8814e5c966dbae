"""Parses a model's complete or partial reply into a draft.

A reply is JSON (`Reply`) or, from models that cannot do that, prose in which each statement ends
with its ids: `Turkey was removed. [3f2a1]`. The result depends only on the text of the reply, not
on the pieces in which it arrived.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.generation.reply import (
    REFUSALS,
    DisagreementReply,
    Reply,
    StatementReply,
    heading_of,
)
from assistant.llm import json_reply
from assistant.schema.draft import (
    Draft,
    DraftDisagreement,
    DraftError,
    DraftStatement,
    DraftValue,
)
from assistant.text.refusals import NOT_ANSWERED

MAX_STATEMENTS = 16  # the rest is withheld
MAX_REPLY = 20_000  # code points; sixteen statements need a fifth of it
_MAX_REMARKS = 4  # disagreements, caveats

_REFUSAL = re.compile(rf"\W*(?:{'|'.join(REFUSALS)})\b", re.IGNORECASE)
_IDS = r"\[\s*\w+(?:\s*[,;]\s*\w+)*\s*\]"
_MARKS = re.compile(rf"{_IDS}(?:\s*{_IDS})*[.,;]?")  # the end of a statement in prose
# What comes before a statement in prose: a preamble, a heading, a bullet or number.
_BEFORE = re.compile(r"\n\s*\n|:\s*\n|\n(?=\s*(?:[-*•#]|\d+[.)])\s)")
_JSON = re.compile(r"[\[{]")  # what every beginning of JSON has
_HEADING = re.compile(r"^[ \t]*#+[ \t]*(\S.*)$", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


def read_reply(reply: str) -> Draft:
    """The draft in a complete reply; raises `DraftError` if there is none.

    Of a reply that broke off, the statements before that.

    >>> [(s.ids, s.text) for s in read_reply("Turkey was removed. [3f2a1]").statements]
    [(('3f2a1',), 'Turkey was removed.')]
    """
    reply = reply[:MAX_REPLY]
    found, is_whole = json_reply.read_whole_or_cut(reply)
    if not found:
        return _of_prose(json_reply.without_thoughts(reply))
    answer = _unwrapped(found)
    read = Reply.model_validate(answer)
    draft = _draft(read, read.statements if is_whole else _closed(read, answer))
    draft = replace(draft, broke_off=not is_whole)
    if read.verdict == "not-in-evidence":
        return refuse(draft)
    if not draft.statements:
        raise _unusable("it has no statement")
    return draft


def read_beginning(reply: str) -> Draft:
    """The draft in a partial reply; empty if it cannot be parsed yet."""
    complete, growing = map(_unwrapped, json_reply.read_beginning(reply))
    read = Reply.model_validate(complete)
    if read.verdict in (None, "not-in-evidence"):
        return Draft()  # also prose: only the ids at the end distinguish it from a preamble
    closed = _closed(read, complete)
    draft = _draft(read, closed)
    written = Reply.model_validate(growing).statements
    if len(written) <= len(closed) or len(draft.statements) >= MAX_STATEMENTS:
        return _shown(draft)
    begun = _statements(written[len(closed) : len(closed) + 1])
    return _shown(draft, begun)


def refuse(draft: Draft) -> Draft:
    """The abstention for the verdict that the evidence does not answer."""
    return Draft(
        reason="insufficient-evidence",
        detail=NOT_ANSWERED,
        verdict="not-in-evidence",
        missing=draft.missing,
        caveats=draft.caveats,
    )


def _shown(draft: Draft, begun: tuple[DraftStatement, ...] = ()) -> Draft:
    """What is shown while a draft is being written: statements alone."""
    return Draft((*draft.statements, *begun), open=bool(begun), verdict=draft.verdict)


def _closed(read: Reply, reply: Mapping[str, Any]) -> list[StatementReply]:
    """The statements that have their text after their ids; all but the last have in any order."""
    last = reply["statements"][-1:] if list(reply)[-1:] == ["statements"] else []
    if last and isinstance(last[0], dict):
        has_all = [key for key in last[0] if key in ("evidence", "text")] == ["evidence", "text"]
        return read.statements if has_all else read.statements[:-1]
    return read.statements


def _unwrapped(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer within a tool call that was written as text, or `reply` itself."""
    if "statements" in reply or "verdict" in reply:
        return reply
    inner = (value for value in reply.values() if isinstance(value, dict))
    return next((value for value in inner if "statements" in value), reply)


def _draft(read: Reply, statements: list[StatementReply]) -> Draft:
    written = _statements(statements)
    return Draft(
        written[:MAX_STATEMENTS],
        cut=tuple(one.text for one in written[MAX_STATEMENTS:]),
        verdict=read.verdict or "answered",
        missing=read.missing,
        caveats=tuple(read.caveats[:_MAX_REMARKS]),
        disagreements=tuple(filter(None, map(_disagreement, read.disagreements)))[:_MAX_REMARKS],
    )


def _statements(statements: list[StatementReply]) -> tuple[DraftStatement, ...]:
    return tuple(
        DraftStatement(tuple(dict.fromkeys(one.evidence)), one.text, section=one.section)
        for one in statements
        if one.text
    )


def _disagreement(read: DisagreementReply) -> DraftDisagreement | None:
    values = tuple(
        DraftValue(one.value, tuple(dict.fromkeys(one.evidence)))
        for one in read.values
        if one.value and one.evidence
    )
    return DraftDisagreement(read.about, values) if len(values) > 1 else None


def _of_prose(reply: str) -> Draft:
    if _REFUSAL.match(reply):
        return refuse(Draft())
    found: list[DraftStatement] = []
    end, section = 0, ""
    for marks in _MARKS.finditer(reply):
        before = reply[end : marks.start()]
        section = heading_of(next(reversed(_HEADING.findall(before)), section))
        text = " ".join(_BULLET.sub("", _BEFORE.split(_HEADING.sub("", before))[-1]).split())
        ids = tuple(dict.fromkeys(re.findall(r"\w+", marks.group())))
        found += [DraftStatement(ids, text, section=section)] if text else []
        end = marks.end()
    if not reply.strip():
        raise DraftError("the model's reply is empty")
    if not found and not _JSON.search(reply):
        raise DraftError("the model replied in prose instead of the form")
    if not found:
        raise _unusable("it is not JSON and cites no evidence")
    cut = tuple(one.text for one in found[MAX_STATEMENTS:])
    return Draft(tuple(found[:MAX_STATEMENTS]), verdict="answered", cut=cut)


def _unusable(why: str) -> DraftError:
    return DraftError(f"the model's reply has the wrong form ({why})")
