"""How much of what answers is in the evidence, by its budget of tokens.

`python -m tests.benchmarks.evidence DATASET [ARCHIVE] [--tokens 1500,3000,6000]`. An archive of the
dataset's articles is indexed in a temporary folder, unless one is given. "8 chunks" is the evidence
to quote from, without a model; the others are what a model reads. Tokens are those of the prompt's
lines, headers and ids included. A gold sentence that is reprinted word for word counts as found.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assistant import Assistant
from assistant.chain import Chain
from assistant.evaluation.dataset import Dataset, load_dataset
from assistant.evaluation.gold import GoldSentence, Place, gold_sentences
from assistant.generation.writer import Written
from assistant.llm.evidence_prompt import evidence_lines
from assistant.retrieval.filters import make_scope
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.question import Question
from index.archive import Archive
from index.tokens import count_tokens

Retrieve = Callable[[Question], Sequence[EvidenceSentence]]


class _Model(Written):
    """Stands for a chat model, so that the evidence is what one reads."""

    is_model = True


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("dataset", type=Path)
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--tokens", default="1500,3000,6000")
    given = parser.parse_args()
    dataset = load_dataset(given.dataset)
    with (
        TemporaryDirectory() as folder,
        Assistant(given.archive or folder, llm="none", record=False) as assistant,
    ):
        if given.archive is None:
            assistant.index([dataset.articles])
        print("| evidence | gold sentences | questions with one | all | tokens | articles | ms |")
        print("|---|---|---|---|---|---|---|")
        stages = assistant.stages
        _report("8 chunks", dataset, assistant.archive, stages)
        for tokens in map(int, given.tokens.split(",")):
            writers = [_Model(Draft(), "model"), *stages.writers]
            chain = Chain(assistant.archive, writers, tokens)
            _report(f"{tokens:,} tokens", dataset, assistant.archive, chain)


def _report(name: str, dataset: Dataset, archive: Archive, chain: Chain) -> None:
    rows = []
    for question in dataset.questions:
        gold = gold_sentences(question, archive.catalogue)
        if not gold:
            continue
        asked = Question(question.question, make_scope(archive, as_of=question.asked_at))
        started = time.perf_counter()
        evidence = chain.retrieve(asked, chain.plan(asked)).sentences
        seconds = time.perf_counter() - started
        found = _found(gold, evidence, archive)
        tokens = count_tokens("\n".join(evidence_lines(evidence)))
        articles = len({sentence.article.id for sentence in evidence})
        rows.append((np.mean(found), any(found), all(found), tokens, articles, 1000 * seconds))
    means = np.mean(np.array(rows, float), axis=0)
    shares = " | ".join(f"{share:.3f}" for share in means[:3])
    print(f"| {name} | {shares} | {means[3]:,.0f} | {means[4]:.1f} | {means[5]:.0f} |", flush=True)


def _found(
    gold: Sequence[GoldSentence], evidence: Sequence[EvidenceSentence], archive: Archive
) -> list[bool]:
    places = [Place.of(one.article, one.span.start, one.span.end) for one in evidence]
    texts = {_plain(one.text) for one in evidence}
    return [
        any(map(sentence.matches, places)) or bool(texts & _texts(sentence, archive))
        for sentence in gold
    ]


def _texts(gold: GoldSentence, archive: Archive) -> set[str]:
    articles = [(place, archive.catalogue.article(place.article)) for place in gold.places]
    return {_plain(found.text[place.start : place.end]) for place, found in articles if found}


def _plain(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main()
