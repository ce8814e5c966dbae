"""Runs a dataset's questions against its own archive; an interrupted run is resumed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from assistant.assistant import Assistant
from assistant.evaluation.case import Case
from assistant.evaluation.checkpoint import CaseLog, code_checksum, kept_folder, name_of
from assistant.evaluation.dataset import Dataset
from assistant.evaluation.question_run import ask_question
from assistant.llm.chat_models import model_name
from assistant.settings import Settings, load_settings
from index.embedders import DEFAULT, load_embedder
from index.errors import ArchiveError

Counting = Callable[[str, int, str], AbstractContextManager[Callable[[], None]]]
# Never the archive that is in use, nor its answers.
_OWN = {"record": False, "database": ""}


def _silent(what: str, total: int, unit: str) -> AbstractContextManager[Callable[[], None]]:
    return nullcontext(lambda: None)


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
    counting: Counting = _silent,
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
    assistant: Assistant,
    dataset: Dataset,
    log: CaseLog,
    retrieval_only: bool,
    counting: Counting,
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
