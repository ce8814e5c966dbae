"""The remarks of a model beside its statements, if they may be shown: nothing verifies them.

Gaps and caveats are marked as the model's own words. Of disagreements only values are shown that
verification found in the sentences that the model names for them.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from assistant.llm.genre import genre_of
from assistant.schema.answer import Disagreement, Value
from assistant.schema.draft import Draft, DraftValue
from assistant.schema.evidence import EvidenceSentence
from assistant.text.dates import mask_dates
from assistant.verification.suspicions import Source, find_suspicions
from assistant.verification.trial import sources_of
from index.models import Article
from index.prompt_injection import is_hostile

_LONGEST = 300  # code points of a remark; what is longer is no remark
_LINK = re.compile(r"://|www\.|\]\(|`", re.IGNORECASE)  # or a command
_NUMBER = re.compile(r"0*(\d+)")  # 7 October is 2024-10-07 in a header


def showable(
    remarks: Iterable[str], evidence: Sequence[EvidenceSentence], question: str = ""
) -> list[str]:
    """The remarks without links, commands, and numbers or names that nobody has said.

    What is missing may be named as in the `question`: the evidence lacks it.
    """
    told = " ".join(f"{one.article.embedding_header} {one.text}" for one in evidence)
    known = set(_NUMBER.findall(f"{told} {question}"))
    sources = [*sources_of(evidence, evidence), Source((question,))]
    return [
        remark
        for remark in remarks
        if len(remark) <= _LONGEST
        and not _LINK.search(remark)
        and not is_hostile(remark)
        and known.issuperset(_NUMBER.findall(remark))
        and not any(one.kind == "names" for one in find_suspicions(remark, sources))
    ]


def disagreements(
    draft: Draft, evidence: Sequence[EvidenceSentence], supported: Sequence[bool]
) -> list[Disagreement]:
    """The model's disagreements of which at least two values are `supported`, in their order."""
    verdicts = iter(supported)
    told = [(one, [value for value in one.values if next(verdicts)]) for one in draft.disagreements]
    found = (_disagreement(one.about, values, evidence) for one, values in told)
    return [one for one in found if one is not None]


def _disagreement(
    about: str, values: Sequence[DraftValue], evidence: Sequence[EvidenceSentence]
) -> Disagreement | None:
    borne: dict[str, EvidenceSentence] = {}
    for value in values:
        cited = [one for one in evidence if one.id in value.ids]
        # The day of an event is seldom in its sentence; verification has resolved it.
        is_borne = cited and showable([mask_dates(value.value)], cited)
        borne |= {value.value: cited[0]} if is_borne else {}
    if len(borne) < 2:
        return None
    dated = sorted(borne.items(), key=lambda one: _order(one[1]))
    days = [_day(sentence) for _, sentence in dated]
    is_newer = None not in days and days[-1] != days[-2]
    last = dated[-1][1]
    corrects = all(_may_correct(last.article, one.article) for _, one in dated[:-1])
    subject = "".join(f" ({words})" for words in showable([about], evidence) if words)
    return Disagreement(
        values=[
            Value(value=value, citation=sentence.citation(number))
            for number, (value, sentence) in enumerate(dated, start=1)
        ],
        newer=len(dated) - 1 if is_newer else None,
        correction=len(dated) - 1 if corrects else None,
        note=_correcting(dated) if corrects else f"Sources differ{subject}: {_told(dated)}.",
    )


def _may_correct(article: Article, wrong: Article) -> bool:
    """Whether `article` is a correction, and not one of what another source reported."""
    is_one = genre_of(article) == "correction" and genre_of(wrong) is None
    return is_one and len({article.source, wrong.source} - {None}) < 2


def _order(sentence: EvidenceSentence) -> tuple[datetime, bool]:
    """The earliest first, and of one moment a correction last."""
    day = _day(sentence) or datetime.min.replace(tzinfo=UTC)
    return day, genre_of(sentence.article) == "correction"


def _told(dated: Sequence[tuple[str, EvidenceSentence]]) -> str:
    return "; ".join(f"{value} ({_source(sentence, value)})" for value, sentence in dated)


def _correcting(dated: Sequence[tuple[str, EvidenceSentence]]) -> str:
    *wrong, (right, sentence) = dated
    title = sentence.article.title or sentence.article.id
    return f"{right} corrects {', '.join(value for value, _ in wrong)}: “{title}”."


def _day(sentence: EvidenceSentence) -> datetime | None:
    day = sentence.article.published_at
    return day.replace(tzinfo=day.tzinfo or UTC) if day else None


def _source(sentence: EvidenceSentence, value: str) -> str:
    """The source and its day; the day alone if the value names the source, as models do."""
    article, day = sentence.article, _day(sentence)
    name = article.source or article.title or article.id
    if day is None:
        return name
    is_named = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", value, re.IGNORECASE)
    return day.date().isoformat() if is_named else f"{name}, {day.date().isoformat()}"
