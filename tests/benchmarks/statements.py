"""Statements of a strong writer, faithful and wrong on purpose, through the chain's verification.

`python -m tests.benchmarks.statements [STATEMENTS ARTICLES...]`: what exact checks alone withhold,
mark as unverified, or either ("caught"), by kind, with 95 % intervals (Wilson). The evidence is the
whole article of each statement. By default it reads the statements over seeds/. ARTICLES is
whatever `assistant index` reads, such as an articles.jsonl.
"""

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant import check
from assistant.llm.meter import Meter
from assistant.llm.structured_request import fill
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.verifier import verify
from index.models import Article, Sentence
from index.readers import read
from index.sentences import split_sentences
from tests.conftest import SEEDS

STATEMENTS = Path("tests/evaluation/checking/statements.jsonl")
_Z = 1.96
_SHOWN = ("checked", "verified", "quoted")


def fate_of(row: dict[str, Any], article: Article) -> str:
    """How the chain shows the statement without a judge; "withheld" if it does not."""
    draft = Draft((DraftStatement(tuple(f"e{n}" for n in row["cites"]), row["text"]),))
    found = fill(verify(draft, _evidence(article)), Meter())
    return next((one.support for one in found.statements), "withheld")


def is_suspect(row: dict[str, Any], article: Article) -> bool:
    """Whether `check`, which is given the cited sentences and the header, suspects it."""
    cited = [one.text for one in _evidence(article) if one.number in row["cites"]]
    header = {"title": article.title, "source": article.source, "authors": article.authors}
    found = check(row["text"], cited, published_at=article.published_at, **header)  # type: ignore[arg-type]
    return found.verdict == "suspect"


def _evidence(article: Article) -> list[EvidenceSentence]:
    spans = split_sentences(article.text, article.language)
    return [
        EvidenceSentence(f"e{n}", article, Sentence(span.start, span.end), n, 0)
        for n, span in enumerate(spans)
    ]


def interval(found: int, of: int) -> str:
    """A share in percent with its Wilson interval."""
    share, width = found / of, _Z**2 / of
    middle = (share + width / 2) / (1 + width)
    half = _Z * math.sqrt(share * (1 - share) / of + width / of / 4) / (1 + width)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{found} of {of}: {share:.0%} ({low:.0%} to {high:.0%})"


def _told(statements: Path, articles: Sequence[str]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    every = {(one.id, one.title): one for one in read(articles) if isinstance(one, Article)}
    for line in statements.read_text("utf-8").splitlines():
        row = json.loads(line)
        article = every[row["article"], row["title"]]
        yield row, fate_of(row, article), is_suspect(row, article)


def main(statements: str = str(STATEMENTS), *articles: str) -> None:
    """Prints the shares, and each statement that was wrongly shown or withheld."""
    found: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for row, fate, suspect in _told(Path(statements), articles or (str(SEEDS),)):
        is_faithful = row["kind"] == "faithful"
        for half in (row["half"], "all"):
            found[half, row["kind"]].append((fate, suspect))
            if not is_faithful:
                found[half, "wrong, all"].append((fate, suspect))
        if fate == "withheld" if is_faithful else fate in _SHOWN:
            print(row["half"], row["kind"], "|", row["text"])
    for (half, kind), both in sorted(found.items()):
        fates, suspects = zip(*both, strict=True)
        told = {
            "withheld": sum(fate == "withheld" for fate in fates),
            "marked": sum(fate == "unverified" for fate in fates),
            "caught": sum(fate not in _SHOWN for fate in fates),
            "check": sum(suspects),
        }
        for name, count in told.items():
            print(f"{half:5} {kind:11} {name:9} {interval(count, len(both))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
