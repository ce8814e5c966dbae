"""The public check of a statement against sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal

from assistant.llm.meter import Meter
from assistant.llm.structured_request import fill
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.judge import Case, Judge
from assistant.verification.suspicions import LONGEST, Source, by_kind, find_suspicions
from index.embedders.minilm import WordVectors
from index.errors import ArchiveError
from index.models import Article, Sentence

_KEPT = 200  # texts, of about 40 KB each
_SHORT = 1000  # characters
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
    measures = measure(statement, sentences, suspicions, _embedder().embed)
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


class _Recent:
    """The embedder with a cache, since an article is usually checked more than once."""

    def __init__(self) -> None:
        from index.embedders.minilm import MiniLM

        self._minilm = MiniLM()
        self._kept: dict[str, WordVectors] = {}

    def embed(self, texts: Sequence[str]) -> "list[WordVectors]":
        """Like `MiniLM.embed_words`."""
        kept = self._kept
        new = [text for text in dict.fromkeys(texts) if text not in kept]
        found = {text: kept[text] for text in texts if text in kept}
        found |= zip(new, self._minilm.embed_words(new), strict=True) if new else ()
        short = [(text, seen) for text, seen in found.items() if len(text) < _SHORT]
        self._kept = dict([*kept.items(), *short][-_KEPT:])  # whole: threads need no lock
        return [found[text] for text in texts]


@cache
def _embedder() -> _Recent:
    return _Recent()
