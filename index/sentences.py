"""Text -> the exact spans of its sentences, by the library sentencex and corrections for news.

The corrections are for military and legal titles, company names with an exclamation mark, speakers
after a quoted question, unclosed quotation marks, ordinals, and numbered lists.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from index.models import Sentence

# A quotation with its speaker is one sentence, as in sentencex. Longer ones (code points, about 100
# words) are split, so that citations stay readable.
LONGEST_QUOTATION = 600
# Longer sentences (code points) are lists or data rather than prose, and are split.
LONGEST_SENTENCE = 2000

_GAP = re.compile(r"\n\s*\n")
_QUOTE = re.compile('[“”«»„"]')
_CLOSES = {"“": "”", "«": "»", "„": "“", '"': '"'}
_BLANK = {ord(mark): " " for mark in "“”„«»‘’\"'()[]"} | dict.fromkeys(
    range(0xD800, 0xE000), "\ufffd"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOSED = re.compile(r"[.?!…][”\"’'»)\]]+\s+(?=[“\"‘'«(\[]?(\w))")
# Belongs to the sentence although it follows the full stop: footnote marks, emoji.
_TRAILING = re.compile(
    r"(?:[¹²³⁰-⁹*†‡]+|\[\w{1,3}\]|[”’»\"')\]])+"
    r"|(?:[^\S\n]?[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]+)+"
)
# An opening mark belongs to the next sentence, even if it was hidden from sentencex.
_OPENING = re.compile(r"(?<=\s)[“\"‘’'«„(\[]+\s*$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Atty|Amb|Vol|Ft|Mt|Mr|Ms|Mrs|Dr|Prof|Gen|Lt|Col|Sgt|Capt|Supt|Insp|Msgr|Sra?|MM?"
    r"|approx|incl|excl|para|paras|Mio|Mrd)\.$"
)
_CLOCK = re.compile(r"\b[ap]\.m\.$")
_AFTER_CLOCK = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:[ECMPBI][SD]?T|CES?T|GMT|UTC|JST))\b"
)
_OPEN_ENDED = re.compile(r"(?:\b\w{1,4}\.|[?!…][”\"’'»)]*|\.\.\.)$")
_LOWER_CASE_WORD = re.compile(r"[^\W\d_]+")
# German capitalises the noun after an ordinal: "Im 19. Jahrhundert", "seinen 80. Geburtstag".
_ORDINAL = re.compile(
    r"\b(?:de[mnrs]|die|das|i[mn]|am|zu[mr]|beim|vom|seit|ab|(?:k?ein|[mds]ein|ihr|unser|jede|diese)"
    r"[emnrs]{0,2})\s\d{1,3}\.$",
    re.IGNORECASE,
)
# "t.ex. 41", "kl. 7": with stops or without vowels, a word is none; English has few of these.
_NO_WORD = re.compile(r"(?:^|\s)(?:\w{1,4}(?:\.\w{1,4})+|[^\W\d_aeiouyäöüåæøáéíóúи]{2,3})\.$", re.I)
_LIST_MARK = re.compile(r"[•⁃*\s(-]*(\d{1,3}|[a-z])([.)]{1,2})\s*")
_GLUED = re.compile(r"[^\W\d_]?-")
_ASKED = re.compile(r"[?!…][”\"’'»]+$")
_SPEAKER = re.compile(
    r"(?!(?:He|She|It|They|We|You|I|The|Nobody)\b)(?:[A-Z][\w’'-]*\.?\s+){1,4}"
    r"(?:said|says|asked|asks|cried|shouted|yelled|called|replied|answered|added|wondered|wrote"
    r"|told|demanded|exclaimed|recalled|joked|quipped|insisted|continued|tweeted|posted)\b"
)


def split_sentences(text: str, language: str | None = None) -> list[Sentence]:
    """The sentences of `text` in order: not empty, not overlapping, only white space between them.

    `language` is a code such as "en-GB"; its first part selects sentencex's rules.

    >>> [(s.start, s.end) for s in split_sentences("Gen. Ruiz left. “Why?” she asked.")]
    [(0, 15), (16, 33)]
    """
    code = re.split(r"[-_]", language or "en")[0].lower()
    code = code if code.isascii() and code.isalpha() else "en"
    sentences: list[Sentence] = []
    for start, end in _paragraphs(text):
        paragraph = text[start:end]
        for sentence in _spans(paragraph, _cuts(paragraph, code), start):
            sentences += _parts(text, sentence)
    return sentences


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _GAP.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _spans(paragraph: str, cuts: list[int], offset: int) -> Iterator[Sentence]:
    for start, end in zip([0, *cuts], [*cuts, len(paragraph)], strict=True):
        piece = paragraph[start:end]
        if body := piece.strip():
            first = offset + start + len(piece) - len(piece.lstrip())
            yield Sentence(first, first + len(body))


def _parts(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """The sentence, or parts of it of at most LONGEST_SENTENCE code points."""
    start, end = sentence.start, sentence.end
    while end - start > LONGEST_SENTENCE:
        cut = _last_break(text, start)
        yield Sentence(start, start + len(text[start:cut].rstrip()))
        start = cut
        while text[start].isspace():
            start += 1
    yield Sentence(start, end)


def _last_break(text: str, start: int) -> int:
    """The end of a part: before the last line break, after a semicolon, or before a space."""
    limit = start + LONGEST_SENTENCE
    if (line_break := text.rfind("\n", start, limit + 1)) > 0:
        return line_break
    if (semicolon := text.rfind("; ", start, limit + 1)) > 0:
        return semicolon + 1
    return next((at for at in range(limit, start, -1) if text[at].isspace()), limit)


def _cuts(paragraph: str, code: str) -> list[int]:
    """The ends of sentences in order: sentencex's boundaries, corrected."""
    quotations, unclosed = _quotations(paragraph)
    readable = _without(paragraph, unclosed)
    cuts = {*_boundaries(readable, code), *_after_quotations(readable, quotations)}
    for start, end in _long_pieces(cuts, len(paragraph)):
        inside = readable[start:end].translate(_BLANK)
        cuts.update(start + cut for cut in _boundaries(inside, code))
    moved = {_past_marks(paragraph, cut) for cut in cuts}
    kept = {cut for cut in moved if not _joined(paragraph, cut, code)}
    return _after_marks(paragraph, sorted(kept.union(_items(paragraph, code))))


def _boundaries(text: str, code: str) -> list[int]:
    text = _SURROGATE.sub("\ufffd", text)
    return [b["end_index"] for b in sentencex.get_sentence_boundaries(code, text)][:-1]


def _quotations(paragraph: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Outermost quotations as (opening, closing) offsets, and the offsets of unclosed marks."""
    quotations, unclosed = [], []
    opened: int | None = None
    for match in _QUOTE.finditer(paragraph):
        at, mark = match.start(), match.group()
        closing = _CLOSES[paragraph[opened]] if opened is not None else None
        opens = mark in "“«„" or (
            mark == '"' and (at == 0 or not paragraph[at - 1].strip(" \t\n([—–"))
        )
        if mark == closing and not (mark == '"' and opens):
            quotations.append((opened or 0, at))
            opened = None
        elif opens and (opened is None or paragraph[opened] == mark):
            unclosed += [] if opened is None else [opened]
            opened = at
    unclosed += [] if opened is None else [opened]
    # A closing single mark may be an apostrophe, so only marks after the last one are certain.
    last = paragraph.rfind("’")
    singles = [at.start() + last + 1 for at in re.finditer("‘", paragraph[last + 1 :])]
    return quotations, sorted(unclosed + singles)


def _without(paragraph: str, marks: list[int]) -> str:
    parts = [
        paragraph[a + 1 : b] for a, b in zip([-1, *marks], [*marks, len(paragraph)], strict=True)
    ]
    return " ".join(parts)


def _after_quotations(text: str, quotations: list[tuple[int, int]]) -> Iterator[int]:
    """Ends of sentences after a full stop and closing mark, outside of other quotations."""
    closings = [closing for _, closing in quotations]
    for match in _CLOSED.finditer(text):
        number = bisect_left(closings, match.end())
        inside = number < len(quotations) and quotations[number][0] < match.start()
        is_omission = text[: match.start() + 2].endswith("...]")
        is_end = match.group(1).isupper() and not inside and not is_omission
        if is_end and not _one_word(text, match.start()):
            yield match.end()


def _one_word(text: str, stop: int) -> bool:
    """Whether the quotation that ends at `stop` is a single word, as in the “U.S.” Army."""
    word = re.search(r"\S*$", text[max(0, stop - 40) : stop])
    return word is not None and word.group()[:1] in "“\"‘'«" and "." in word.group()


def _long_pieces(cuts: set[int], end: int) -> list[tuple[int, int]]:
    ends = [0, *sorted(cuts), end]
    return [(a, b) for a, b in pairwise(ends) if b - a > LONGEST_QUOTATION]


def _past_marks(paragraph: str, cut: int) -> int:
    near = max(0, cut - 9)
    if opening := _OPENING.search(paragraph[near:cut]):
        return near + opening.start()
    base = near + len(paragraph[near:cut].rstrip())
    match = _TRAILING.match(paragraph, base)
    return match.end() if match else cut


def _after_marks(paragraph: str, cuts: list[int]) -> list[int]:
    """The cuts without those after a mark of a list alone, which belongs to its item."""
    kept: list[int] = []
    for cut in cuts:
        if not _LIST_MARK.fullmatch(paragraph[kept[-1] if kept else 0 : cut]):
            kept.append(cut)
    return kept


def _items(paragraph: str, code: str) -> Iterator[int]:
    """The beginnings of the items of a list that is written in one line, from the second on."""
    mark = _LIST_MARK.match(paragraph)
    while mark:
        value, closed = mark.groups()
        after = str(int(value) + 1) if value.isdecimal() else chr(ord(value) + 1)
        # In other languages than English, "2." may also be an ordinal within a sentence.
        free = r"\s" if code == "en" or closed != "." else r"[.!?]\s"
        following = re.compile(rf"(?<={free})[•⁃*(-]?\s?{re.escape(after + closed)}(?=\s)")
        found = following.search(paragraph, mark.end())
        if found:
            yield found.start()
        mark = _LIST_MARK.match(paragraph, found.start()) if found else None


def _joined(paragraph: str, cut: int, code: str) -> bool:
    """Whether the sentence continues after `cut`, judging by the words around it."""
    before, after = paragraph[max(0, cut - 40) : cut].rstrip(), paragraph[cut : cut + 80].lstrip()
    word = _LOWER_CASE_WORD.match(after)
    return bool(
        _ABBREVIATION.search(before)
        or (code == "de" and after[:1].isupper() and _ORDINAL.search(before))
        or (code != "en" and after[:1].isdecimal() and _NO_WORD.search(before))
        or (not paragraph[cut - 1 : cut].isspace() and _GLUED.match(paragraph, cut))
        or (before.endswith(("」", "』")) and after.startswith("と"))
        or (_CLOCK.search(before) and _AFTER_CLOCK.match(after))
        or (word and word.group().islower() and _OPEN_ENDED.search(before))
        or (_ASKED.search(before) and _SPEAKER.match(after))
    )
