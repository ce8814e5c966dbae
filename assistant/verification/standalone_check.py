"""The public check of a statement against sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal

from assistant.verification.date_resolution import Said
from assistant.verification.exact_checks import find_failures
from assistant.verification.judge import Judge
from index.embedders.minilm import WordVectors

_KEPT = 200  # texts, of about 40 KB each
_SHORT = 1000  # characters
Verdict = Literal["supported", "unsupported"]


@dataclass(frozen=True, slots=True)
class Support:
    """The result of checking a statement.

    `verdict` follows from rules: "supported" if nothing failed. `failed` lists what was not found,
    by kind (numbers, units, dates, names, quotations, speaker, negation, roles, order, strength,
    words, characters; judge). `score` (0 to 1) ranks statements: it also considers how similar the
    words are, and failed rules only lower it.
    """

    verdict: Verdict
    score: float
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def check(
    statement: str,
    sentences: Sequence[str],
    *,
    published_at: datetime | None = None,
    judge: "Judge | None" = None,
) -> Support:
    """Checks whether `sentences` support `statement`; needs no archive, API key or network.

    `published_at` is the publication time of their article, to resolve "on Monday". Statements that
    pass the rules are given to the `judge`, if any; if it says no, `failed` contains "judge". The
    first call loads the embedder (0.5 s).

    >>> check("Turkey bought 5 batteries.", ["Turkey bought four batteries."]).failed
    {'numbers': ('5',)}
    """
    from assistant.verification.features import measure
    from assistant.verification.score import score

    sentences = [sentences] if isinstance(sentences, str) else sentences
    statement, sentences = close_up(statement), [close_up(text) for text in sentences]
    failures = find_failures(statement, [Said(text, published_at) for text in sentences])
    measures = measure(statement, sentences, failures, _embedder().embed)
    failed = dict(failures)
    if judge is not None and not failed and not judge.judge(statement, sentences):
        failed["judge"] = (statement,)
    verdict: Verdict = "unsupported" if failed else "supported"
    return Support(verdict, round(score(measures), 6), failed)


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


_MARKS = {"``": "“", "''": "”", "-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]"}
_MARK = re.compile("|".join(map(re.escape, _MARKS)), re.IGNORECASE)
_SPACED = re.compile(
    r"\s+(?=[,.;:!?%)\]”](?:\s|$|[”\"'’)]))|\s+(?=n[’']t\b|[’'](?:s|re|ve|ll|d|m)\b)|(?<=[(\[“$£€])\s+",
    re.IGNORECASE,
)


def close_up(text: str) -> str:
    """`text` without the extra spaces of tokenized text; other text is unchanged.

    >>> close_up("`` We do n't know , '' the bank 's head said .")
    "“We don't know,” the bank's head said."
    """
    return _SPACED.sub("", _MARK.sub(lambda match: _MARKS[match[0].lower()], text))
