"""/model and /usage: the chat model and what it costs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.chat.command import Call, Command, Outcome
from assistant.chat.state import Turn
from assistant.llm.chat_models import load_model, model_name
from assistant.render.paragraphs import paragraph
from assistant.render.titles import count

if TYPE_CHECKING:
    from assistant.history.usage import Usage


def model(call: Call) -> Outcome:
    """Show the chat model, or change it."""
    settings = call.assistant.settings
    if call.argument:
        if name := model_name(call.argument):
            load_model(name, settings.base_url, settings.timeout)
        return Outcome([paragraph(f"Answers from now on: {call.argument}")], llm=call.argument)
    name = model_name(settings.llm)
    return Outcome([paragraph(name or "No language model: the sources are quoted.")])


def usage(call: Call) -> Outcome:
    """Show the tokens and dollars of this chat, of today and in total."""
    today = datetime.now(UTC).date()
    return Outcome(
        [
            paragraph(f"This chat: {used(call.state.turns)}"),
            paragraph(f"Today, all users: {cost(call.assistant.usage(since=today))}"),
            paragraph(f"In total: {cost(call.assistant.usage())}"),
        ]
    )


def used(turns: Sequence[Turn]) -> str:
    """The answers, tokens and dollars of `turns`."""
    taken = [turn.answer.usage for turn in turns]
    told = f"{count(len(taken), 'answer')}, "
    told += count(sum(one.get("total_tokens", 0) for one in taken), "token")
    if any(one.get("estimated") for one in taken):
        told += " (some estimated)"
    if any("dollars" in one for one in taken):
        told += f", {sum(one.get('dollars') or 0 for one in taken):.4f} US dollars"
    return told


def cost(usage: "Usage") -> str:
    """The questions, tokens and dollars in `usage`."""
    total = usage.total
    told = f"{count(total.questions, 'question')}, "
    told += count(total.input_tokens + total.output_tokens, "token")
    told += " (some estimated)" if total.estimated else ""
    return f"{told}, {total.dollars:.4f} US dollars" if total.dollars else told


COMMANDS = (
    Command("model", "[NAME]", "show the chat model; with NAME: change it", model),
    Command("usage", "", "show tokens and dollars of this chat, today and in total", usage),
)
