"""The stages over one archive, put together as the settings say."""

from typing import TYPE_CHECKING

from assistant.chain import Chain
from assistant.generation.writer import Writer
from assistant.history.budgets import Budget
from assistant.history.recorder import Memory
from assistant.llm import NO_MODEL, load_model, model_name
from assistant.settings import Settings
from index.archive import Archive

if TYPE_CHECKING:
    from assistant.generation.extractive import QuotingWriter
    from assistant.planning.query_rewriter import Rewriter
    from assistant.retrieval.reranker import Reranker
    from assistant.verification.judge import Judge


def assemble(
    archive: Archive, settings: Settings, reranker: "Reranker | None", memory: Memory
) -> Chain:
    """The chain: the models that are configured, each after the one before has failed, then quotes.

    Nothing is loaded of a model that is not asked for.
    """
    name = model_name(settings.llm)
    models = [name, *filter(None, [settings.fallback])] if name else []
    quoting = _quoting_writer(archive, settings)
    writers = [*(_model_writer(model, settings) for model in models), quoting]
    note = NO_MODEL if settings.llm is None and not name else None
    judge = judge_of(settings) if name else None  # quotations need none
    return Chain(archive, writers, settings.evidence_tokens, note, reranker, memory, judge)


def memory_of(settings: Settings) -> Memory:
    """Where answers are kept, and what they may cost."""
    budget = Budget(
        settings.budget_question,
        settings.budget_conversation,
        settings.budget_day,
        quotes=settings.over_budget == "quote",
    )
    return Memory(settings.archive, budget, settings.record, settings.keep_days, settings.prices)


def reranker_of(settings: Settings) -> "Reranker | None":
    """Who reads the best passages again, if the settings want one."""
    if settings.rerank is None:
        return None
    from assistant.retrieval.reranker import ChatReranker, load_reranker

    name = model_name(settings.llm) if settings.rerank == "llm" else None
    if name is None:
        return load_reranker(settings.rerank)
    model = load_model(name, settings.base_url, settings.timeout)
    return ChatReranker(model, name, settings.base_url)


def judge_of(settings: Settings) -> "Judge | None":
    """Who judges a model's statements besides the rules, if the settings want one."""
    if settings.judge is None:
        return None
    name = model_name(settings.llm) if settings.judge == "llm" else None
    if name is None:
        from assistant.verification.entailment_judge import load_judge

        return load_judge(settings.judge)
    from assistant.verification.llm_judge import ChatJudge

    model = load_model(name, settings.base_url, settings.timeout)
    return ChatJudge(model, name, settings.base_url)


def rewriter_of(settings: Settings) -> "Rewriter | None":
    """Who completes follow-ups, where a model is configured."""
    name = model_name(settings.llm)
    if not name:
        return None
    from assistant.planning.query_rewriter import Rewriter

    model = load_model(name, settings.base_url, settings.timeout)
    return Rewriter(model, name, settings.base_url, settings.evidence_tokens)


def _quoting_writer(archive: Archive, settings: Settings) -> "QuotingWriter":
    from assistant.generation.extractive import QuotingWriter
    from index.embedders.minilm import MiniLM

    if isinstance(archive.embedder, MiniLM):
        return QuotingWriter(archive.embedder, settings.caution, lambda: archive.size)
    return QuotingWriter(MiniLM(), settings.caution)  # of other cosines it knows nothing


def _model_writer(name: str, settings: Settings) -> Writer:
    from assistant.generation.model_writer import ModelWriter

    model = load_model(name, settings.base_url, settings.timeout)
    return ModelWriter(model, name, settings.base_url, ask_first=settings.ask_first)
