"""/clear and /resume: which conversation a question belongs to."""

from dataclasses import replace

from assistant.chat.answer_view import show_answer
from assistant.chat.command import Call, Command, Outcome
from assistant.chat.paragraphs import FAINT, STRONG, HangingIndent, count, paragraph, words
from assistant.chat.state import Turn, Within

LATEST = 10


def clear(call: Call) -> Outcome:
    """Begins another conversation: the next question stands alone."""
    told = "Another conversation: what was said before is not looked back at."
    return Outcome([paragraph(told)], conversation=call.assistant.conversation())


def resume(call: Call) -> Outcome:
    """Goes on from a kept answer, wherever it was given; without an id, lists the latest."""
    if not call.argument:
        return latest(call)
    conversation = call.assistant.conversation(resume=call.argument)
    state = replace(call.state, turns=(), citations=())
    for answer in conversation.turns:
        state = state.after(Turn(answer, Within()))
    *_, last = conversation.turns
    told = count(len(conversation.turns), "answer")
    shown = [
        paragraph(f"Going on from {told}; the last one:", FAINT),
        paragraph(last.question, STRONG),
        *show_answer(last, call.with_links),
    ]
    return Outcome(shown, state, conversation=conversation)


def latest(call: Call) -> Outcome:
    """The answers that were kept last, whoever asked."""
    records = call.assistant.answers.latest(LATEST)
    shown = [
        HangingIndent(f"{record.id}  ", words(f"{record.asked_at.date()} {record.answer.question}"))
        for record in records
    ]
    return Outcome(shown or [paragraph("No answer is kept.")])


COMMANDS = (
    Command("clear", "", "begin another conversation", clear),
    Command("resume", "[ID]", "go on from a kept answer; none: list them", resume),
)
