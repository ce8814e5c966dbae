"""Answers as Slack's blocks. Pure: an `Answer` in, JSON out, within Slack's limits.

Words of articles and models stand in rich text, which Slack shows as it is: no ping, no link, no
formatting comes of them. Where an answer is too long, quotations are shortened first, then
statements cut off; every citation stays.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from assistant.schema.answer import Answer, Citation, Disagreement, Statement

Block = dict[str, Any]

# Control and bidirectional characters, and halves of characters.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

MOST_BLOCKS = 50  # https://docs.slack.dev/reference/block-kit/blocks
MOST_TEXT = 3_000  # code points of one text, as above
# All blocks of a message, as JSON: beyond some 13,200 Slack says msg_blocks_too_long, which its
# documentation does not tell (https://github.com/slackapi/bolt-js/issues/2509).
MOST_IN_ALL = 12_000
_PREVIEW = 300  # of the answer, for notifications

# How much of a quotation is shown, the first that fits; 0 is a line of sources without quotations.
_QUOTES = (600, 300, 160, 80, 40)
_STATEMENTS = 6_000
_LINK = 1_500


def answer_blocks(
    answer: Answer, closing: Sequence[Block] = (), before: Sequence[Block] = ()
) -> list[Block]:
    """The whole answer: its statements, or why there are none, and its sources."""
    opening = [opening_block(answer)] if answer.abstention else _statements(answer, _STATEMENTS)
    return fitted([*before, *opening], answer, closing)


def opening_block(answer: Answer) -> Block:
    """Why the archive does not answer."""
    assert answer.abstention
    return _rich([_bold("The archive does not answer this. "), _text(answer.abstention.detail)])


def statement_block(statement: Statement) -> Block:
    """One statement with the numbers of its citations."""
    marks = "".join(f"[{number}]" for number in statement.citations)
    return _rich([_text(f"{statement.text} "), _bold(marks or " ")])


def note_blocks(text: str) -> list[Block]:
    """A sentence of ours."""
    return [_rich([_text(text)])]


def fitted(opening: list[Block], answer: Answer, closing: Sequence[Block]) -> list[Block]:
    """`opening`, the sources and `closing`, as much of them as a message holds."""
    notes = [*map(_disagreement, answer.disagreements), *_understood(answer)][:5]
    cited = answer.abstention.nearest if answer.abstention else answer.citations
    for longest in _QUOTES:
        blocks = [*opening, *notes, *_sources(cited, longest, bool(answer.abstention)), *closing]
        if _fits(blocks):
            return blocks
    short = [*_brief(cited), *closing]
    kept = list(opening)
    while kept and not _fits([*kept, *_cut(answer), *short]):
        kept.pop()
    return [*kept, *(_cut(answer) if len(kept) < len(opening) else []), *short]


def preview(answer: Answer) -> str:
    """The answer in a line, for notifications; Slack parses it, so its marks are escaped."""
    said = answer.text if answer.answered else f"The archive does not answer this: {answer.text}"
    return escaped(shortened(" ".join(said.split()), _PREVIEW))


def escaped(text: str) -> str:
    """`text` where Slack would read mentions, links and entities; nothing of it is unseen."""
    text = _UNSEEN.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def size(blocks: Sequence[Block]) -> int:
    """What the blocks come to, as Slack seems to count."""
    return len(json.dumps(blocks, ensure_ascii=False))


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= MOST_BLOCKS and size(blocks) <= MOST_IN_ALL


def _statements(answer: Answer, most: int) -> list[Block]:
    """One block a statement, as many as there is room for."""
    shown: list[Block] = []
    for statement in answer.statements:
        block = statement_block(statement)
        most -= size([block])
        if most < 0 or len(shown) == MOST_BLOCKS - 10:
            return [*shown, *_cut(answer)]
        shown.append(block)
    return shown


def _cut(answer: Answer) -> list[Block]:
    return note_blocks(f"(Cut here: Slack shows no more. The answer's id is {answer.id}.)")


def _sources(cited: Sequence[Citation], longest: int, are_nearest: bool) -> list[Block]:
    if not cited:
        return []
    title = [_bold("Nearest coverage" if are_nearest else "Sources")]
    lines = [_section(_citation(citation, longest)) for citation in cited]
    return [{"type": "rich_text", "elements": [_section(title), *lines]}]


def _citation(citation: Citation, longest: int) -> list[Block]:
    """Number, quotation, publisher, day, and where to open it."""
    quote = shortened(" ".join(citation.quote.split()), longest)
    where = f"— {_outlet(citation)}, {_day(citation)} "
    return [_bold(f"[{citation.number}] "), _text(f"“{quote}” "), _text(where), *_link(citation)]


def _brief(cited: Sequence[Citation]) -> list[Block]:
    """The sources in a row: numbers, publishers and days only, as many as there may be."""
    rows, longest = [f"[{c.number}] {_outlet(c)}, {_day(c)}" for c in cited], 200
    while size([{"": "; ".join(rows)}]) > MOST_IN_ALL // 2 and longest > 0:
        longest -= 20
        rows = [f"[{c.number}] {shortened(_outlet(c), longest)}, {_day(c)}" for c in cited]
    if not rows:
        return []
    told = "Sources: " + "; ".join(rows)
    parts = [told[place : place + MOST_TEXT] for place in range(0, len(told), MOST_TEXT)]
    return [_rich([_text(part) for part in parts])]


def _outlet(citation: Citation) -> str:
    article = citation.article
    return shortened(article.source or article.title or article.id, 120)


def _day(citation: Citation) -> str:
    day = citation.article.published_at
    return day.date().isoformat() if day else "no date"


def _link(citation: Citation) -> list[Block]:
    if citation.link and len(citation.link) <= _LINK:
        return [{"type": "link", "url": citation.link, "text": "open"}]
    title = citation.article.title if citation.article.source else None
    return [_text(shortened(title, 120))] if title else []


def _disagreement(found: Disagreement) -> Block:
    return _rich([_bold("Sources disagree: "), _text(found.note)])


def _understood(answer: Answer) -> list[Block]:
    """How the question was understood, where that is not as it was asked."""
    told = [f"Understood as: {answer.resolved}"] if answer.resolved else []
    told += map(str, answer.usage.get("relaxed") or [])
    return [_rich([_text(shortened(" ".join(told), 400))])] if told else []


def _rich(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [_section(elements)]}


def _section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str) -> Block:
    shown = shortened(_UNSEEN.sub("\ufffd", text), MOST_TEXT)
    return {"type": "text", "text": shown or " "}  # Slack wants a character


def _bold(text: str) -> Block:
    return _text(text) | {"style": {"bold": True}}


def shortened(text: str, longest: int) -> str:
    """`text`, cut where it has more code points than that."""
    return text if len(text) <= longest else text[: max(0, longest - 1)].rstrip() + "…"
