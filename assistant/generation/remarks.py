"""The remarks of a model beside its statements, if they may be shown: nothing verifies them.

Gaps and caveats are marked as the model's own words. A disagreement is shown where each value is
in a sentence that the model names for it.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from assistant.schema.answer import Disagreement, Value
from assistant.schema.draft import Draft, DraftDisagreement
from assistant.schema.evidence import EvidenceSentence
from index.injection import is_hostile

_LONGEST = 300  # code points of a remark; what is longer is no remark
_LINK = re.compile(r"://|www\.|\]\(", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_INSIDE = r"[^\W\u0e00-\u0eff\u3040-\u9fff]"  # of a word, where spaces divide words


def showable(remarks: Iterable[str], evidence: Sequence[EvidenceSentence]) -> list[str]:
    """The remarks without links, instructions to a model and numbers that the evidence lacks."""
    told = " ".join(f"{one.article.embedding_header} {one.text}" for one in evidence)
    known = set(_NUMBER.findall(told))
    return [
        remark
        for remark in remarks
        if len(remark) <= _LONGEST
        and not _LINK.search(remark)
        and not is_hostile(remark)
        and known.issuperset(_NUMBER.findall(remark))
    ]


def disagreements(draft: Draft, evidence: Sequence[EvidenceSentence]) -> list[Disagreement]:
    """The model's disagreements of which at least two values are where it says."""
    found = (_disagreement(one, evidence) for one in draft.disagreements)
    return [one for one in found if one is not None]


def _disagreement(
    written: DraftDisagreement, evidence: Sequence[EvidenceSentence]
) -> Disagreement | None:
    borne: dict[str, EvidenceSentence] = {}
    for value in written.values:
        holding = [one for one in evidence if one.id in value.ids and _says(one, value.value)]
        borne |= {value.value: holding[0]} if holding else {}
    if len(borne) < 2:
        return None
    dated = sorted(borne.items(), key=lambda one: _day(one[1]) or datetime.min.replace(tzinfo=UTC))
    days = [_day(sentence) for _, sentence in dated]
    is_newer = None not in days and days[-1] != days[-2]
    words = "; ".join(f"{value} ({_source(sentence)})" for value, sentence in dated)
    about = "".join(f" ({about})" for about in showable([written.about], evidence) if about)
    return Disagreement(
        values=[
            Value(value=value, citation=sentence.citation(number))
            for number, (value, sentence) in enumerate(dated, start=1)
        ],
        newer=len(dated) - 1 if is_newer else None,
        correction=None,
        note=f"Sources differ{about}: {words}.",
    )


def _says(sentence: EvidenceSentence, value: str) -> bool:
    """Whether the sentence has the value, in any case, as words of its own."""
    words = rf"(?<!{_INSIDE})(?<!\d[.,]){re.escape(' '.join(value.split()))}(?!{_INSIDE}|[.,]\d)"
    return re.search(words, " ".join(sentence.text.split()), re.IGNORECASE) is not None


def _day(sentence: EvidenceSentence) -> datetime | None:
    day = sentence.article.published_at
    return day.replace(tzinfo=day.tzinfo or UTC) if day else None


def _source(sentence: EvidenceSentence) -> str:
    article, day = sentence.article, _day(sentence)
    name = article.source or article.title or article.id
    return f"{name}, {day.date().isoformat()}" if day else name
