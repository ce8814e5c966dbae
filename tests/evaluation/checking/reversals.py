"""Statements that turn round what their sentences say, beside faithful ones of the same sentences.

`python -m tests.evaluation.checking.reversals` prints how many are blamed, by kind. The rules were
tuned to reversals.txt. reversals_held_out.txt was written when they were thought finished, and
asked once: 25 of its 43 wrong statements were blamed (12 before these rules), and 2 of its 38
faithful ones. What it showed missing was added then, so that it is held out no longer.
"""

import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from tests.evaluation.checking.pairs import Pair

HERE = Path(__file__).parent
DAY = datetime(2024, 5, 7, tzinfo=UTC)


def read_reversals(name: str = "reversals") -> list[Pair]:
    """The statements of a file, each with its sentences and whether it is faithful."""
    lines = (HERE / f"{name}.txt").read_text("utf-8").splitlines()
    parts = [line.split(" | ") for line in lines if not line.startswith("#")]
    return [
        Pair("", tuple(sentences.split(" // ")), DAY, statement, kind)
        for kind, sentences, statement in parts
    ]


def main() -> None:
    """Prints the share blamed, by kind, of the two files."""
    from assistant import check

    counts: dict[str, list[list[bool]]] = defaultdict(lambda: [[], []])
    for place, name in enumerate(("reversals", "reversals_held_out")):
        for pair in read_reversals(name):
            support = check(pair.statement, pair.sentences, published_at=pair.published_at)
            blamed = support.verdict != "supported"
            counts[pair.kind][place].append(blamed)
            if "--show" in sys.argv and blamed == (pair.kind == "faithful"):
                print(f"{pair.kind}: {pair.statement} {dict(support.failed)}")
    print(f"{'blamed':12}{'tuned':>16}{'second':>16}")
    for kind, found in counts.items():
        told = [f"{sum(blamed)} of {len(blamed)}" for blamed in found]
        print(f"{kind:12}{told[0]:>16}{told[1]:>16}")


if __name__ == "__main__":
    main()
