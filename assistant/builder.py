"""Builds the stages and their parts from the settings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.chain import Chain
from assistant.generation.writer import Writer
from assistant.history.budgets import Budget
from assistant.history.recorder import Recorder
from assistant.llm.chat_models import NO_MODEL, fast_name, load_model, model_name
from assistant.llm.model_parameters import evidence_tokens_of
from assistant.planning.planner import Planner
from assistant.retrieval.evidence import EVIDENCE_TOKENS
from assistant.settings import Settings
from index.archive import Archive

if TYPE_CHECKING:
    from assistant.llm.structured_request import Chat
    from assistant.retrieval.reranker import Reranker
    from assistant.verification.judge import Judge

_FAST_SHARE = 1 / 3  # of the timeout, and no retries: the whole answer waits for these


def assemble(
    archive: Archive, settings: Settings, reranker: "Reranker | None", recorder: Recorder
) -> Chain:
    """The chain, with the configured chat models in order of fallback, then the quoting writer.

    Models are loaded when first used.
    """
    name = model_name(settings.llm)
    models = [name, *filter(None, [settings.fallback])] if name else []
    writers = [*(_model_writer(model, settings, archive) for model in models)]
    writers.append(_quoting_writer(settings))
    note = NO_MODEL if settings.llm is None and not name else None
    judge = judge_of(settings) if name else None  # quotations need no judge
    chats = {model: _chat(model, settings) for model in models}
    tokens = evidence_tokens(settings, models)
    planner = planner_of(archive, settings)
    chain = Chain(archive, writers, tokens, note, reranker, recorder, judge, planner, chats)
    chain.web_url = settings.web_url or ""
    return chain


def evidence_tokens(settings: Settings, models: Sequence[str]) -> int:
    """The budget of evidence: as set, else what the weakest of the models reads well."""
    by_family = [evidence_tokens_of(model, settings.base_url) for model in models]
    return settings.evidence_tokens or min(by_family, default=EVIDENCE_TOKENS)


def recorder_of(settings: Settings) -> Recorder:
    """The recorder of answers, with its budgets."""
    budget = Budget(
        settings.budget_question,
        settings.budget_conversation,
        settings.budget_day,
        quotes=settings.over_budget == "quote",
    )
    return Recorder(
        settings.archive,
        budget,
        settings.record,
        settings.keep_days,
        settings.prices,
        settings.database_address,
    )


def reranker_of(settings: Settings) -> "Reranker | None":
    """The reranker in the settings, if any."""
    if settings.rerank is None:
        return None
    from assistant.retrieval.reranker import ChatReranker, load_reranker

    name = model_name(settings.llm) if settings.rerank == "llm" else None
    if name is None:
        return load_reranker(settings.rerank)
    return ChatReranker(_chat(name, settings))


def judge_of(settings: Settings) -> "Judge | None":
    """The judge in the settings; by default the small chat model, if a model is configured."""
    name = model_name(settings.llm)
    chosen = settings.judge or ("llm" if name else "none")
    if chosen == "none":
        return None
    if chosen != "llm" or name is None:
        from assistant.verification.entailment_judge import load_judge

        return load_judge(chosen)
    from assistant.verification.llm_judge import ChatJudge

    return ChatJudge(_fast_chat(name, settings))


def _chat(name: str, settings: Settings) -> "Chat":
    from assistant.llm.structured_request import Chat

    return Chat(load_model(name, settings.base_url, settings.timeout), name, settings.base_url)


def _fast_chat(name: str, settings: Settings) -> "Chat":
    """The small model beside that of `name`; if it hangs, rules and exact checks take over."""
    from assistant.llm.structured_request import Chat

    fast = fast_name(name, settings.fast_llm, settings.base_url)
    timeout = settings.timeout * _FAST_SHARE
    return Chat(load_model(fast, settings.base_url, timeout, retries=0), fast, settings.base_url)


def planner_of(archive: Archive, settings: Settings) -> Planner:
    """The planner, with the small chat model if a chat model is configured."""
    name = model_name(settings.llm)
    if not name:
        return Planner(archive)
    return Planner(archive, _fast_chat(name, settings))


def _quoting_writer(settings: Settings) -> Writer:
    from assistant.generation.extractive import QuotingWriter

    if not settings.reader:
        return QuotingWriter(settings.caution, None)
    from assistant.llm.cross_encoders import load_cross_encoder
    from assistant.llm.extractive_reader import PairReader

    return QuotingWriter(settings.caution, PairReader(load_cross_encoder(settings.reader)))


def _model_writer(name: str, settings: Settings, archive: Archive) -> Writer:
    from assistant.generation.answer_prompt import archive_line
    from assistant.generation.model_writer import ModelWriter

    model = load_model(name, settings.base_url, settings.timeout)
    return ModelWriter(model, name, settings.base_url, lambda: archive_line(archive))
