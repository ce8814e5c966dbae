"""Statements of a strong writer, faithful and wrong on purpose, through the chain's verification.

`python -m tests.benchmarks.statements [STATEMENTS ARTICLES]`: what exact checks alone withhold, by
kind, with 95 % intervals (Wilson). The evidence is the whole article of each statement. By default
it reads the statements over seeds/.
"""

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
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


def is_withheld(row: dict[str, Any], article: Article) -> bool:
    """Whether the chain without a judge does not show the statement as checked."""
    draft = Draft((DraftStatement(tuple(f"e{n}" for n in row["cites"]), row["text"]),))
    found = fill(verify(draft, _evidence(article)), Meter())
    return not any(one.support in _SHOWN for one in found.statements)


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


def _told(statements: Path, articles: str) -> Iterator[tuple[dict[str, Any], bool, bool]]:
    every = {(one.id, one.title): one for one in read([articles]) if isinstance(one, Article)}
    for line in statements.read_text("utf-8").splitlines():
        row = json.loads(line)
        article = every[row["article"], row["title"]]
        yield row, is_withheld(row, article), is_suspect(row, article)


def main(statements: str = str(STATEMENTS), articles: str = str(SEEDS)) -> None:
    """Prints the shares, and each statement that was wrongly shown or withheld."""
    found: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for row, withheld, suspect in _told(Path(statements), articles):
        found[row["half"], row["kind"]].append((withheld, suspect))
        if row["kind"] != "faithful":
            found[row["half"], "wrong, all"].append((withheld, suspect))
        if withheld == (row["kind"] == "faithful"):
            print(row["half"], row["kind"], "|", row["text"])
    for (half, kind), both in sorted(found.items()):
        for name, values in zip(("chain", "check"), zip(*both, strict=True), strict=True):
            print(f"{half:5} {kind:11} {name:6} {interval(sum(values), len(values))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
