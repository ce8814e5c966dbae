"""One question in three ways, from the same evidence: a model alone, quotations, and the chain."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from assistant import Answer, Assistant
from assistant.chain import Chain
from assistant.evaluation.dataset import Dataset
from assistant.evaluation.gold import gold_sentences
from assistant.evaluation.spans import GoldSentence, Place
from assistant.generation import answerability
from assistant.generation.extractive import QuotingWriter
from assistant.generation.model_writer import ModelWriter
from assistant.generation.writer import Writer
from assistant.schema.evidence import Evidence
from assistant.schema.question import Question
from tests.evaluation.small_model.cases import Case
from tests.evaluation.stages import answer_from

Models = Callable[[Case, Sequence[str]], BaseChatModel]  # of a case and its gold sentences


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an answer was given and cites a gold sentence; by quotations alone and by the chain.

    `says_yes` is what the model says alone, `writes` that the chain's answer is the model's.
    """

    case: Case
    says_yes: bool
    quoted: bool
    quoted_right: bool
    answered: bool
    right: bool
    writes: bool
    seconds: float


def ask_all(
    dataset: Dataset, cases: Sequence[Case], models: Models, name: str, folder: Path, tokens: int
) -> Iterator[Outcome]:
    """Every case asked of the dataset's articles, `tokens` of evidence each."""
    with Assistant(folder, llm="none", record=False, evidence_tokens=tokens) as assistant:
        assistant.index([dataset.articles])
        stages = assistant.stages
        quoting = stages.writers[-1]
        assert isinstance(quoting, QuotingWriter)
        for case in cases:
            question = Question(case.question.question)
            evidence = stages.retrieve(question, stages.plan(question))
            if evidence.shape == "answer" and evidence.sentences:
                gold = gold_sentences(case.question, stages.archive.catalogue)
                yield _asked(stages, quoting, evidence, case, gold, models, name)


def _asked(
    stages: Chain,
    quoting: QuotingWriter,
    evidence: Evidence,
    case: Case,
    gold: Sequence[GoldSentence],
    models: Models,
    name: str,
) -> Outcome:
    started = time.perf_counter()
    question = Question(case.question.question)
    held = [
        sentence.text
        for sentence in evidence.sentences
        if _holds(gold, Place.of(sentence.article, sentence.span.start, sentence.span.end))
    ]
    model = models(case, held)
    words = answerability.words_for(question.text, evidence.sentences)
    verdict = answerability.ask(model, name, words)
    answer = _answer(
        stages, question, evidence, [ModelWriter(model, name, doubter=quoting), quoting]
    )
    quotation = _answer(stages, question, evidence, [quoting])
    return Outcome(
        case,
        verdict.said.strip().lower().startswith("yes"),
        quotation.answered,
        _cites(quotation, gold),
        answer.answered,
        _cites(answer, gold),
        answer.answered and answer.model == name,
        time.perf_counter() - started,
    )


def _answer(
    stages: Chain, question: Question, evidence: Evidence, writers: Sequence[Writer]
) -> Answer:
    chain = Chain(stages.archive, writers, stages.evidence_tokens)
    return answer_from(chain, question, evidence, chain.run())


def _cites(answer: Answer, gold: Sequence[GoldSentence]) -> bool:
    return any(_holds(gold, Place.cited(citation)) for citation in answer.citations)


def _holds(gold: Sequence[GoldSentence], place: Place) -> bool:
    return any(sentence.matches(place) for sentence in gold)
