"""/clear and /resume: begin or continue a conversation."""

from dataclasses import replace

from assistant.chat.command import Call, Command, Outcome
from assistant.chat.state import Turn, Within
from assistant.chat.views import HOW
from assistant.render.answer_view import show_answer
from assistant.render.paragraphs import FAINT, STRONG, HangingIndent, paragraph, words
from assistant.render.titles import count

LATEST = 10


def clear(call: Call) -> Outcome:
    """Begin a new conversation."""
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
    """List the latest recorded answers, of all users."""
    records = call.assistant.answers.latest(LATEST)
    shown = [
        HangingIndent(f"{record.id}  ", words(f"{record.asked_at.date()} {record.answer.question}"))
        for record in records
    ]
    return Outcome(shown or [paragraph("No answers are recorded.")])


COMMANDS = (
    Command("clear", "", "begin a new conversation", clear),
    Command("resume", "[ID]", "continue from a recorded answer; without ID: list them", resume),
)
