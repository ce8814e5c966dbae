"""Answers as Slack's blocks, within Slack's limits.

Text of articles and models is rich text, which Slack shows literally: it cannot mention, link or
format. If an answer is too long, quotations are shortened first, then statements are cut off;
every citation stays.
"""

import html
import json
import re
from collections.abc import Sequence
from typing import Any

from assistant.render.runs import runs_of
from assistant.render.sections import is_said, legend, mark_of, quoted, texts_of
from assistant.render.titles import day_of, title_of
from assistant.schema.answer import Answer, Citation, Statement

Block = dict[str, Any]

# Control and bidirectional characters, and lone surrogates.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

MOST_BLOCKS = 50  # https://docs.slack.dev/reference/block-kit/blocks
MOST_TEXT = 3_000  # code points of one text, as above
# All blocks of a message, as JSON: from about 13,200 Slack returns msg_blocks_too_long, which is
# not documented (https://github.com/slackapi/bolt-js/issues/2509).
MOST_IN_ALL = 12_000
_PREVIEW = 300  # characters of a notification

# Characters shown of each quotation: the first that fits.
_QUOTES = (600, 300, 160, 80, 40)
_STATEMENTS = 6_000
_LINK = 1_500
_NAME = 120


def answer_blocks(
    answer: Answer, closing: Sequence[Block] = (), before: Sequence[Block] = ()
) -> list[Block]:
    """The answer: its statements or its abstention, and its sources, cut to a message's size."""
    opening = [*before, *_opening(answer)]
    cited = answer.abstention.nearest if answer.abstention else answer.citations
    for longest in _QUOTES:
        blocks = [*opening, *_notes(answer), *_sources(answer, cited, longest), *closing]
        if _fits(blocks):
            return blocks
    short = [*_brief(cited), *closing]
    kept = list(opening)
    while kept and not _fits([*kept, *_cut(answer), *short]):
        kept.pop()
    return [*kept, *(_cut(answer) if len(kept) < len(opening) else []), *short]


def _opening(answer: Answer) -> list[Block]:
    """Why the archive does not answer, or a block for each statement that fits."""
    if answer.abstention:
        why = _text(answer.abstention.detail)
        return [_rich([_bold("The archive does not answer this. "), why])]
    shown: list[Block] = []
    left = _STATEMENTS
    for block in statement_blocks(answer.statements):
        left -= size([block])
        if left < 0 or len(shown) == MOST_BLOCKS - 10:
            return [*shown, *_cut(answer)]
        shown.append(block)
    return shown


def statement_block(statement: Statement, heading: str | None = None) -> Block:
    """One statement with the numbers of its citations; `heading` is the section it begins."""
    marks = "".join(f"[{number}]" for number in statement.citations) + mark_of(statement)
    said = _section([*_said(statement), _bold(marks or " ")])
    if statement.section is None:
        return {"type": "rich_text", "elements": [said]}
    bullet = {"type": "rich_text_list", "style": "bullet", "elements": [said]}
    above = [_section([_bold(heading)])] if heading else []
    return {"type": "rich_text", "elements": [*above, bullet]}


def _said(statement: Statement) -> list[Block]:
    """The text of a statement and a space; the words that answer are bold."""
    runs = runs_of(statement, lambda text: _seen(text, MOST_TEXT))
    said = [_bold(run.text) if run.role == "answer" else _text(run.text) for run in runs]
    if not runs or runs[-1].role == "answer":
        return [*said, _text(" ")]
    return [*said[:-1], _text(f"{runs[-1].text} ")]


def statement_blocks(statements: Sequence[Statement]) -> list[Block]:
    """A block for each statement; the first of a section also has its heading."""
    before = [None, *(statement.section for statement in statements)]
    return [
        statement_block(one, one.section if one.section != last else None)
        for one, last in zip(statements, before, strict=False)
    ]


def note_blocks(text: str) -> list[Block]:
    """A message of the bot itself."""
    return [_rich([_text(text)])]


def preview(answer: Answer) -> str:
    """The answer in a line, for notifications; escaped, since Slack parses it."""
    said = answer.text if answer.answered else f"The archive does not answer this: {answer.text}"
    return escaped(shortened(" ".join(said.split()), _PREVIEW))


def escaped(text: str) -> str:
    """`text` without mentions, links, entities and invisible characters."""
    return html.escape(_UNSEEN.sub("\ufffd", text), quote=False)


def size(blocks: Sequence[Block]) -> int:
    """The size of the blocks in characters of JSON, as Slack seems to count."""
    return len(json.dumps(blocks, ensure_ascii=False))


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= MOST_BLOCKS and size(blocks) <= MOST_IN_ALL


def _cut(answer: Answer) -> list[Block]:
    return note_blocks(f"(Cut off: too long for Slack. The answer's id is {answer.id}.)")


def _sources(answer: Answer, cited: Sequence[Citation], longest: int) -> list[Block]:
    if not cited:
        return []
    title = [_bold("Nearest coverage" if answer.abstention else "Sources")]
    said = texts_of(answer.statements)
    lines = [_section(_citation(one, longest, is_said(one, said))) for one in cited]
    return [{"type": "rich_text", "elements": [_section(title), *lines]}]


def _citation(citation: Citation, longest: int, is_said: bool) -> list[Block]:
    """Number, quotation (unless the answer says it), linked title, publisher and day."""
    quote = quoted(shortened(" ".join(citation.quote.split()), longest))
    quotation = [] if is_said else [_text(f"{quote} ")]
    source = shortened(citation.article.source or "", _NAME)
    where = "".join(f", {part}" for part in (source, day_of(citation.article)) if part)
    return [_bold(f"[{citation.number}] "), *quotation, _title(citation), _text(where)]


def _brief(cited: Sequence[Citation]) -> list[Block]:
    """All sources as numbers, publishers and days only."""
    if not cited:
        return []
    for longest in range(_NAME, -1, -20):
        rows = (f"[{c.number}] {_outlet(c, longest)}, {day_of(c.article)}" for c in cited)
        told = "Sources: " + "; ".join(rows)
        if size([{"": told}]) <= MOST_IN_ALL // 2:
            break
    parts = [told[place : place + MOST_TEXT] for place in range(0, len(told), MOST_TEXT)]
    return [_rich([_text(part) for part in parts])]


def _outlet(citation: Citation, longest: int) -> str:
    article = citation.article
    return shortened(article.source or article.title or article.id, longest)


def _title(citation: Citation) -> Block:
    """The title, linked to the sentence."""
    title = _text(shortened(title_of(citation.article), _NAME))
    if citation.link and len(citation.link) <= _LINK:
        return {"type": "link", "url": citation.link, "text": title["text"]}
    return title


def _notes(answer: Answer) -> list[Block]:
    """Disagreements, how the question was understood, what marks mean and what was searched."""
    notes = [
        _rich([_bold("Sources disagree: "), _text(found.note)]) for found in answer.disagreements
    ]
    understood = [f"Understood as: {answer.resolved}"] if answer.resolved else []
    understood += map(str, answer.usage.get("relaxed") or [])
    notes += [_rich([_text(shortened(" ".join(understood), 400))])] if understood else []
    searched = answer.abstention.searched if answer.abstention else None
    aside = " ".join(filter(None, (legend(answer.statements), str(searched or ""))))
    return notes[:5] + ([_rich([_text(aside)])] if aside else [])


def _rich(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [_section(elements)]}


def _section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str) -> Block:
    shown = _seen(text, MOST_TEXT)
    return {"type": "text", "text": shown or " "}  # Slack requires a character


def _seen(text: str, most: int) -> str:
    return shortened(_UNSEEN.sub("\ufffd", text), most)


def _bold(text: str) -> Block:
    return _text(text) | {"style": {"bold": True}}


def shortened(text: str, longest: int) -> str:
    """`text`, cut to at most `longest` code points."""
    return text if len(text) <= longest else text[: max(0, longest - 1)].rstrip() + "…"
