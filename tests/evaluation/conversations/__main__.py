"""How many follow-ups are understood, and how many questions are changed that stand alone.

`python -m tests.evaluation.conversations [--show] [DATASET ...]`; `--show` prints the tuned ones.
"""

import sys
import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant import Assistant
from tests.evaluation.conversations.alone import changed
from tests.evaluation.conversations.running import Outcome, load, talk, talk_without

SEEDS = Path(__file__).parents[3] / "seeds"


def main(shows: bool, datasets: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, Assistant(folder, llm="none") as assistant:
        assistant.index([SEEDS])
        ways: dict[str, Callable[[dict[str, Any]], list[Outcome]]] = {
            "nothing carried": lambda case: talk_without(assistant, case),
            "rules": lambda case: talk(assistant, case, model=False),
            "scripted model": lambda case: talk(assistant, case, model=True),
        }
        for name in ("tuned", "unseen", "later"):
            for way, ask in ways.items():
                outcomes = [outcome for case in load(name) for outcome in ask(case)]
                print(f"{name:8} {way:16} {told(outcomes)}")
                if shows and name == "tuned" and way == "rules":
                    show(outcomes)
    for dataset in datasets:
        pairs = list(changed(Path(dataset)))
        count = sum(before != after for before, after in pairs)
        print(f"{Path(dataset).name}: {count} of {len(pairs)} that stand alone are changed")


def told(outcomes: list[Outcome]) -> str:
    whole = [not any(o.wrong for o in of) for _, of in groupby(outcomes, lambda o: o.conversation)]
    right = sum(not outcome.wrong for outcome in outcomes)
    turns = f"{right} of {len(outcomes)} follow-ups ({right / len(outcomes):.0%})"
    return f"{turns}, {sum(whole)} of {len(whole)} conversations ({sum(whole) / len(whole):.0%})"


def show(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        sign = "-" if outcome.wrong else " "
        print(f"  {sign} {outcome.conversation}: {outcome.question} -> {outcome.understood}")
        for wrong in outcome.wrong:
            print(f"      {wrong}")


if __name__ == "__main__":
    given = sys.argv[1:]
    main("--show" in given, [one for one in given if one != "--show"])
