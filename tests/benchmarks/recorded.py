"""Requests, prompt tokens and seconds by stage, with a strong model's recorded replies.

`python -m tests.benchmarks.recorded [--evidence TOKENS]` asks the questions of tests/recorded/ of
an archive of seeds/ in a temporary folder. Seconds are without the model's: its replies are at
hand. Headers and ids count as evidence; what is neither that nor the system message is question,
instructions, conversation and statements. The form is the JSON schema of the reply, which providers
count in their own ways. The turns before a follow-up are asked, and not counted.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from assistant import Assistant
from index.tokens import count_tokens
from tests.conftest import SEEDS
from tests.recorded.replay import Asked, ReplayModel
from tests.recorded.replies import load_questions

_STAGES = ("plan", "answer", "judge", "rewrite")
_EVIDENCE = ("# ", "[", "…", "- before it: ")  # beginnings of its lines, in the user's message


@dataclass(frozen=True)
class Tokens:
    """The tokens of one request; `total` is those of its messages."""

    total: int
    system: int
    evidence: int
    rest: int
    form: int


class Measured:
    """What the questions took."""

    def __init__(self) -> None:
        self.by_stage: dict[str, list[Tokens]] = defaultdict(list)
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.by_plan: dict[bool, list[list[Tokens]]] = defaultdict(list)
        self.shares: list[float] = []  # evidence in all requests, to that in the answer's

    def add(self, asked: Sequence[Asked], seconds: dict[str, float]) -> None:
        """Adds one question's requests, and its seconds by stage."""
        made = [(one.stage, _count(one)) for one in asked]
        for stage, tokens in made:
            self.by_stage[stage].append(tokens)
        for stage, taken in seconds.items():
            self.seconds[stage].append(taken)
        stages = dict(made)
        self.by_plan["plan" in stages].append([tokens for _, tokens in made])
        self.shares.append(sum(t.evidence for _, t in made) / stages["answer"].evidence)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--evidence", type=int)
    budget = parser.parse_args().evidence
    measured, model = Measured(), ReplayModel()
    with TemporaryDirectory() as folder:
        settings = {"llm": model, "evidence_tokens": budget, "record": False}
        with Assistant(Path(folder), **settings) as assistant:
            assistant.index([SEEDS])
            for question in load_questions():
                ask = question.begin(assistant)
                model.asked.clear()
                measured.add(model.asked, ask(question.question).seconds)
    _print_tokens(measured)
    _print_questions(measured)
    _print_seconds(measured)


def _count(asked: Asked) -> Tokens:
    system = "\n".join(one.text for one in asked.messages if one.type == "system")
    user = "\n".join(one.text for one in asked.messages if one.type != "system").split("\n")
    has_evidence = asked.stage != "plan"  # its conversation has such lines, too
    evidence = [line for line in user if has_evidence and line.startswith(_EVIDENCE)]
    parts = (asked.text, system, "\n".join(evidence))
    total, of_system, of_evidence = map(count_tokens, parts)
    rest = total - of_system - of_evidence
    return Tokens(total, of_system, of_evidence, rest, count_tokens(json.dumps(asked.form)))


def _print_tokens(measured: Measured) -> None:
    print("| prompt | requests | tokens | system | evidence | the rest | form |")
    print("|---|---|---|---|---|---|---|")
    for stage in (stage for stage in _STAGES if stage in measured.by_stage):
        some = measured.by_stage[stage]
        columns = ([getattr(one, part) for one in some] for part in Tokens.__annotations__)
        print(f"| {stage} | {len(some)} | {' | '.join(map(_told, columns))} |")


def _print_questions(measured: Measured) -> None:
    print("\n| question | questions | requests | tokens |\n|---|---|---|---|")
    for is_planned, some in sorted(measured.by_plan.items()):
        name = "with a plan" if is_planned else "without one"
        totals = [sum(one.total for one in requests) for requests in some]
        print(f"| {name} | {len(some)} | {_told(list(map(len, some)))} | {_told(totals)} |")
    counts = [len(requests) for some in measured.by_plan.values() for requests in some]
    print(f"\nrequests: median {median(counts):.0f}, at most {max(counts)}")
    shares = measured.shares
    print(f"evidence sent: {median(shares):.2f} times that of `answer`, at most {max(shares):.2f}")


def _print_seconds(measured: Measured) -> None:
    print("\n| stage | seconds, median | at most |\n|---|---|---|")
    for stage, some in measured.seconds.items():
        print(f"| {stage} | {median(some):.2f} | {max(some):.2f} |")


def _told(numbers: Sequence[int]) -> str:
    """Median and maximum, or the one number."""
    if min(numbers) == max(numbers):
        return f"{numbers[0]:,}"
    return f"{median(numbers):,.0f} (at most {max(numbers):,})"


if __name__ == "__main__":
    main()
