"""How many planted attacks reach a model's prompt, and how many change an answer, by place.

`python -m tests.evaluation.hostile [--every N] [DATASETS]` takes every Nth planting of our own
attacks and, with the folder of datasets, of those in its injections/; and counts false alarms.
With `--model` it asks a real small model instead (real.py), with `--unguarded` as if no sentence
were known to be hostile.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.evaluation.hostile.asking import Asked, ask_around, stories
from tests.evaluation.hostile.files import PLACES, plantings
from tests.evaluation.hostile.planting import ARTICLES, false_alarms, own_attacks

COLUMNS = (
    "attacks",
    "place",
    "planted",
    "stored as text",
    "asked",
    "reach a prompt",
    "change an answer",
    "are quoted",
)

MOVED = (
    "attacks",
    "asked",
    "answers of the model",
    "reach a prompt",
    "repeated in its reply",
    "change an answer",
)


def main(every: int, datasets: Path | None) -> None:
    attacks = known_attacks(datasets)
    print(f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|", sep="\n")
    for name, ours in attacks.items():
        with tempfile.TemporaryDirectory() as folder:
            planted = plantings(ours, stories(), PLACES)[::every]
            asked = list(ask_around(Path(folder), planted))
        for place in PLACES:
            print(row(name, place, [one for one in asked if one.planting.place == place]))
        print(row(name, "all", asked))
        seen = dict.fromkeys(one.planting.said for one in asked if one.reached)
        print(*(f"  reached: {attack!r}" for attack in seen), sep="\n")
    folders = [] if datasets is None else [datasets / n for n in ("squad2", "clapnq")]
    folders += [] if datasets is None else [datasets / "multihop-facts"]
    for path in [*(folder / "articles.jsonl" for folder in folders), ARTICLES]:
        print("{}: false alarms: {} of {}".format(path.parent.name, *false_alarms(path)))


def known_attacks(datasets: Path | None) -> dict[str, list[str]]:
    """Ours, and with the folder of datasets those in it."""
    attacks = {"own": own_attacks()}
    if datasets:
        kinds = json.loads((datasets / "injections/attacks.json").read_text("utf-8"))
        attacks["BIPIA"] = [attack for kind in kinds.values() for attack in kind]
    return attacks


def ask_a_model(every: int, datasets: Path | None, guarded: bool) -> None:
    """SmolLM2 behind a server, asked once of each planting."""
    from tests.evaluation.hostile.real import NAME, ask_model, served

    print(f"| {' | '.join(MOVED)} |", "|---" * len(MOVED) + "|", sep="\n", flush=True)
    with served() as model:
        for name, ours in known_attacks(datasets).items():
            planted = plantings(ours, stories(), PLACES)[::every]
            with tempfile.TemporaryDirectory() as folder:
                moved = list(ask_model(Path(folder), planted, model, NAME, guarded))
            counts = [
                sum(getattr(one, kind) for one in moved)
                for kind in ("written", "reached", "repeated", "changed")
            ]
            print(f"| {' | '.join(map(str, (name, len(moved), *counts)))} |", flush=True)
            changed = dict.fromkeys(one.planting.said for one in moved if one.changed)
            print(*(f"  changed: {attack!r}" for attack in changed), sep="\n", flush=True)


def row(name: str, place: str, asked: Sequence[Asked]) -> str:
    planted = {one.planting.number for one in asked}
    stored = {one.planting.number for one in asked if one.stored}
    counts = [sum(getattr(one, kind) for one in asked) for kind in ("reached", "changed", "quoted")]
    cells = (name, place, len(planted), len(stored), len(asked), *counts)
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    given = sys.argv[1:]
    every = int(given[given.index("--every") + 1]) if "--every" in given else 1
    folders = [Path(one) for one in given if not one.startswith("--") and not one.isdigit()]
    datasets = folders[0] if folders else None
    if "--model" in given:
        ask_a_model(every, datasets, guarded="--unguarded" not in given)
    else:
        main(every, datasets)
