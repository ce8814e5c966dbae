"""The public check of a statement against sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.llm.meter import Meter
from assistant.llm.structured_request import fill
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.judge import Case, Judge
from assistant.verification.suspicions import LONGEST, Source, by_kind, find_suspicions
from index.embedders.minilm import MiniLM
from index.errors import ArchiveError
from index.models import Article, Sentence

_KEPT = 1000  # vectors
_MOST_TEXT = 100_000  # characters of the sentences and the header
Verdict = Literal["supported", "suspect", "unsupported"]


@dataclass(frozen=True, slots=True)
class Support:
    """The result of checking a statement.

    `verdict` is the judge's, "supported" or "unsupported"; without one, "suspect" where exact
    checks found something and else "supported": they cannot see a wrong role or a lost "not".
    `suspicions` are their reasons, and `failed` the words they did not find, by kind (numbers,
    units, dates, quotations, addresses, names, characters; judge). `score` (0 to 1) ranks
    statements: it also considers how similar the words are, and suspicions only lower it.
    """

    verdict: Verdict
    score: float
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suspicions: tuple[str, ...] = ()


def check(
    statement: str,
    sentences: Sequence[str],
    *,
    title: str | None = None,
    source: str | None = None,
    authors: Sequence[str] = (),
    published_at: datetime | None = None,
    judge: "Judge | None" = None,
) -> Support:
    """Check whether `sentences` support `statement`; needs no archive, API key or network.

    The other arguments describe the article of the sentences and support the statement, too;
    `published_at` also resolves "on Monday". The `judge`, if any, sees the suspicions and decides.
    Raises `ArchiveError` if the statement has more than 2,000 characters, or the sentences together
    more than 100,000. The first call loads the embedder (0.5 s).

    >>> check("Turkey bought 5 batteries.", ["Turkey bought four batteries."]).failed
    {'numbers': ('5',)}
    """
    from assistant.verification.features import measure, score

    sentences = [sentences] if isinstance(sentences, str) else sentences
    header = "\n".join(filter(None, (title, source, *authors)))
    _measure(statement, "".join((header, *sentences)))
    suspicions = find_suspicions(statement, [Source(tuple(sentences), header, published_at)])
    measures = measure(statement, sentences, suspicions, _embed)
    failed = by_kind(suspicions)
    reasons = tuple(map(str, suspicions))
    verdict: Verdict = "suspect" if failed else "supported"
    if judge is not None and "characters" not in failed:
        article = Article(
            id="",
            text="\n".join(sentences),
            title=title,
            source=source,
            authors=tuple(authors),
            published_at=published_at,
        )
        verdict = _judged(judge, Case(statement, _cited(article, sentences), (), reasons))
        failed |= {} if verdict == "supported" else {"judge": (statement,)}
    return Support(verdict, round(score(measures), 6), failed, reasons)


def _measure(statement: str, text: str) -> None:
    if len(statement) > LONGEST:
        raise ArchiveError(
            f"the statement has {len(statement):,} characters; at most {LONGEST:,} can be checked,"
            " so check its sentences one by one"
        )
    if len(text) > _MOST_TEXT:
        raise ArchiveError(
            f"the sentences have {len(text):,} characters; at most {_MOST_TEXT:,} can be compared,"
            " so give only those that the statement cites"
        )


def _judged(judge: Judge, case: Case) -> Verdict:
    verdict = fill(judge.judge([case]), Meter())[0]
    return "supported" if verdict and verdict.ruling == "supported" else "unsupported"


def _cited(article: Article, sentences: Sequence[str]) -> tuple[EvidenceSentence, ...]:
    found, start = [], 0
    for number, text in enumerate(sentences):
        span = Sentence(start, start + len(text))
        found.append(EvidenceSentence(f"s{number + 1}", article, span, number, 0))
        start = span.end + 1
    return tuple(found)


def _embed(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.stack([_vector(text) for text in texts])


@lru_cache(maxsize=_KEPT)  # an article is usually checked more than once
def _vector(text: str) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = _embedder().embed([text])[0]
    return vector


@cache
def _embedder() -> MiniLM:
    return MiniLM()
