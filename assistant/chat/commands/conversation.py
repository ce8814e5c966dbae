"""/clear, /resume, /model, /usage and /save: the conversation, what answers it, what it costs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.chat.command import Call, Command, CommandError, Outcome
from assistant.chat.state import Turn, Within
from assistant.chat.views import HOW
from assistant.history.usage import Usage
from assistant.llm.chat_models import load_model, model_name
from assistant.render.answer_view import show_answer
from assistant.render.paragraphs import FAINT, STRONG, HangingIndent, paragraph, words
from assistant.render.titles import count

LATEST = 10


def clear(call: Call) -> Outcome:
    told = "New conversation: earlier questions are not used."
    return Outcome([paragraph(told)], conversation=call.assistant.conversation())


def resume(call: Call) -> Outcome:
    """Continue from a recorded answer; without an id, list the latest answers."""
    if not call.argument:
        return latest(call)
    conversation = call.assistant.conversation(resume=call.argument)
    state = replace(call.state, turns=(), citations=())
    for answer in conversation.turns:
        state = state.after(Turn(answer, Within()))
    *_, last = conversation.turns
    told = count(len(conversation.turns), "answer")
    shown = [
        paragraph(f"Continuing after {told}; the latest:", FAINT),
        paragraph(last.question, STRONG),
        *show_answer(last, call.with_links, HOW),
    ]
    return Outcome(shown, state, conversation=conversation)


def latest(call: Call) -> Outcome:
    records = call.assistant.answers.latest(LATEST)
    shown = [
        HangingIndent(f"{record.id}  ", words(f"{record.asked_at.date()} {record.answer.question}"))
        for record in records
    ]
    return Outcome(shown or [paragraph("No answers are recorded.")])


def model(call: Call) -> Outcome:
    settings = call.assistant.settings
    if call.argument:
        if name := model_name(call.argument):
            load_model(name, settings.base_url, settings.timeout)
        return Outcome([paragraph(f"Answers from now on: {call.argument}")], llm=call.argument)
    name = model_name(settings.llm)
    return Outcome([paragraph(name or "No language model: the sources are quoted.")])


def usage(call: Call) -> Outcome:
    today = datetime.now(UTC).date()
    return Outcome(
        [
            paragraph(f"This chat: {used(call.state.turns)}"),
            paragraph(f"Today, all users: {cost(call.assistant.usage(since=today))}"),
            paragraph(f"In total: {cost(call.assistant.usage())}"),
        ]
    )


def used(turns: Sequence[Turn]) -> str:
    taken = [turn.answer.usage for turn in turns]
    tokens = sum(one.get("total_tokens", 0) for one in taken)
    prices = [one["dollars"] or 0 for one in taken if "dollars" in one]
    is_estimated = any(one.get("estimated") for one in taken)
    what = count(len(taken), "answer")
    return _spent(what, tokens, is_estimated, sum(prices) if prices else None)


def cost(usage: Usage) -> str:
    total = usage.total
    tokens, what = total.input_tokens + total.output_tokens, count(total.questions, "question")
    return _spent(what, tokens, total.estimated, total.dollars or None)


def _spent(what: str, tokens: int, is_estimated: bool, dollars: float | None) -> str:
    told = f"{what}, {count(tokens, 'token')}{' (some estimated)' if is_estimated else ''}"
    return told if dollars is None else f"{told}, {dollars:.4f} US dollars"


def save(call: Call) -> Outcome:
    """Write all answers as Markdown with footnotes; an existing file is not overwritten."""
    if not call.argument:
        raise CommandError("name a file: /save answers.md")
    if not call.state.turns:
        raise CommandError("there is no answer yet; ask a question first")
    path = Path(call.argument)
    try:
        path = path.expanduser()
        with path.open("x", encoding="utf-8") as file:
            file.write(in_markdown(call.state.turns))
    except FileExistsError:
        raise CommandError(f"{path} already exists; name another file") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise CommandError(f"cannot write {path}: {error}") from error
    return Outcome([paragraph(f"Saved {count(len(call.state.turns), 'answer')} to {path}.")])


def in_markdown(turns: tuple[Turn, ...]) -> str:
    """The answers as one Markdown text; footnote names begin with the number of the answer."""
    labels = [f"{place}-" if len(turns) > 1 else "" for place in range(1, len(turns) + 1)]
    told = [turn.answer.to_markdown(label=label) for turn, label in zip(turns, labels, strict=True)]
    return "\n\n".join(text.strip() for text in told) + "\n"


COMMANDS = (
    Command("model", "[NAME]", "show the chat model; with NAME: change it", model),
    Command("usage", "", "show tokens and dollars of this chat, today and in total", usage),
    Command("clear", "", "begin a new conversation", clear),
    Command("resume", "[ID]", "continue from a recorded answer; without ID: list them", resume),
    Command("save", "FILE", "save the answers as Markdown with footnotes", save),
)
