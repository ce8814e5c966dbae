"""Runs a dataset's questions against its own archive; an interrupted run is resumed."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from assistant.assistant import Assistant
from assistant.evaluation.case import DEPTH, Case, EvidenceRanks, Found
from assistant.evaluation.checkpoint import CaseLog, code_checksum, kept_folder, name_of
from assistant.evaluation.dataset import Dataset, Question
from assistant.evaluation.gold import GoldSentence, Place, count_relevant_chunks, gold_sentences
from assistant.llm.chat_models import model_name
from assistant.retrieval.filters import make_scope
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.hits import Hit
from assistant.schema.question import Question as UserQuestion
from assistant.settings import Settings, load_settings
from index.embedders import DEFAULT, load_embedder
from index.errors import ArchiveError

Counting = Callable[[str, int, str], AbstractContextManager[Callable[[], None]]]
# Never the archive that is in use, nor its answers.
_OWN = {"record": False, "database": ""}


@dataclass(frozen=True, slots=True)
class Run:
    """The cases of a dataset's questions; `about` describes the run, for comparisons."""

    about: dict[str, Any]
    cases: Sequence[Case]


def run(
    dataset: Dataset,
    *,
    retrieval_only: bool = False,
    fresh: bool = False,
    counting: Counting = lambda *_: nullcontext(lambda: None),
    **settings: Any,
) -> Run:
    """Asks every question of `dataset`; settings are those of `Assistant`.

    The archive of the dataset's articles is kept for the next run. So are the cases of an
    interrupted run with the same questions and settings; `fresh` discards them.
    """
    if retrieval_only:
        settings["llm"] = "none"
    chosen = load_settings(**settings)
    identity = load_embedder(chosen.embedder or DEFAULT).identity
    archive = name_of(
        dataset.name, dataset.articles_checksum, identity, chosen.chroma, code_checksum("index")
    )
    how = _how(chosen, retrieval_only)
    folder = kept_folder()
    log_name = name_of("cases", archive, dataset.questions_checksum, how) + ".jsonl"
    with (
        CaseLog.at(folder / log_name) as log,
        Assistant(folder / archive, **settings | _OWN) as assistant,
    ):
        if fresh:
            log.clear()
        problems = _index(assistant, dataset)
        (folder / archive).touch()
        cases, resumed = _ask_all(assistant, dataset, log, retrieval_only, counting)
    about = _about(dataset, identity, how) | {"resumed": resumed, "problems": problems}
    return Run(about | _lost_gold(cases), cases)


def _how(settings: Settings, retrieval_only: bool) -> dict[str, Any]:
    """What the cases depend on beside the dataset and its archive."""
    return {
        "settings": settings.model_dump(mode="json", exclude={"archive"}),
        "model": model_name(settings.llm),
        "retrieval_only": retrieval_only,
        "code": code_checksum("assistant", "prompts"),
    }


def _index(assistant: Assistant, dataset: Dataset) -> list[str]:
    """Indexes the dataset's articles, unless they are; tells what was wrong with them."""
    problems = assistant.index([dataset.articles], wait=600).problems
    if not assistant.archive.size:
        reason = f": {problems[0]}" if problems else ""
        raise ArchiveError(f"{dataset.articles} has no article{reason}")
    return [str(problem) for problem in problems]


def _lost_gold(cases: Sequence[Case]) -> dict[str, Any]:
    """The expected sentences that are in no article."""
    lost = [
        f"{case.question.id} ({gold.article})"
        for case in cases
        for gold in case.gold
        if not gold.places
    ]
    return {"gold_not_found": len(lost), "lost_gold": lost}


def _ask_all(
    assistant: Assistant, dataset: Dataset, log: CaseLog, retrieval_only: bool, counting: Counting
) -> tuple[list[Case], int]:
    """The cases in the dataset's order, and how many of them are from an earlier run."""
    cases = log.read()
    left = [question for question in dataset.questions if question.id not in cases]
    with counting("Asking", len(left), "questions") as progress:
        for question in left:
            case = ask_question(assistant, question, retrieval_only=retrieval_only)
            cases[question.id] = case
            log.append(case)
            progress()
    log.clear()
    return [cases[q.id] for q in dataset.questions], len(dataset.questions) - len(left)


def _about(dataset: Dataset, identity: str, how: dict[str, Any]) -> dict[str, Any]:
    return {
        "dataset": dataset.name,
        "questions": len(dataset.questions),
        "articles_checksum": dataset.articles_checksum,
        "questions_checksum": dataset.questions_checksum,
        "embedder": identity,
        **how,
        "version": version("news-archive-assistant"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


SHOWN = 3  # chunks that are kept with the beginning of their text
OPENING = 240  # code points of that beginning


def ask_question(assistant: Assistant, question: Question, *, retrieval_only: bool) -> Case:
    """Asks `question` as of its `asked_at`, through the same stages as a user's question.

    Chunks are recorded only for questions with gold, since no metric uses others. With
    `retrieval_only` no answer is written.
    """
    gold = gold_sentences(question, assistant.archive.catalogue)
    case = Case(question=question, gold=list(gold))
    if gold:
        case = _searched(assistant, case)
    elif retrieval_only:
        return case
    return _answered(assistant, case, retrieval_only)


def _searched(assistant: Assistant, case: Case) -> Case:
    question = case.question
    started = time.perf_counter()
    hits = assistant.search(question.question, DEPTH, as_of=question.asked_at)
    seconds = time.perf_counter() - started
    found = [_found(hit, with_text=place < SHOWN) for place, hit in enumerate(hits)]
    relevant = count_relevant_chunks(case.gold, assistant.archive.catalogue)
    took = {"search": round(seconds, 5)}
    return case.model_copy(update={"chunks": found, "relevant_chunks": relevant, "seconds": took})


def _answered(assistant: Assistant, case: Case, retrieval_only: bool) -> Case:
    stages = assistant.stages
    scope = make_scope(assistant.archive, as_of=case.question.asked_at)
    asked, run = UserQuestion(case.question.question, scope), stages.run()
    with run.timed("retrieve"):
        plan = stages.planner.plan(asked) if retrieval_only else stages.plan(asked, run)
        evidence = stages.retrieve(asked, plan, run)
    ranks = _ranks(evidence.sentences, case.gold)
    if retrieval_only:
        seconds = case.seconds | run.seconds
        return case.model_copy(update={"evidence": ranks, "seconds": seconds})
    draft = stages.generate(plan, evidence, run)
    conclusion = stages.verify(evidence, draft, run)
    answer = stages.finish(asked, plan, evidence, draft, conclusion, run)
    seconds = case.seconds | answer.seconds
    return case.model_copy(update={"evidence": ranks, "answer": answer, "seconds": seconds})


def _found(hit: Hit, *, with_text: bool) -> Found:
    article, chunk = hit.chunk.article, hit.chunk.chunk
    return Found(
        place=Place.of(article, chunk.start, chunk.end),
        title=article.title or article.id,
        text=hit.chunk.text[:OPENING] if with_text else "",
    )


def _ranks(evidence: Sequence[EvidenceSentence], gold: Sequence[GoldSentence]) -> EvidenceRanks:
    places = [Place.of(given.article, given.span.start, given.span.end) for given in evidence]
    return EvidenceRanks(
        sentences=len(places),
        ranks=[
            next((rank for rank, place in enumerate(places, 1) if sentence.matches(place)), None)
            for sentence in gold
        ],
    )
