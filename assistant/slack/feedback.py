"""The buttons below an answer: thumbs, a wrong citation and its form, what is withheld, Share."""

from typing import Any

from slack_sdk.models.blocks import (
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
)

from assistant.history.record import Verdict
from assistant.render.sections import count_withheld
from assistant.schema.answer import Answer
from assistant.slack.blocks import Block, note_blocks, shortened
from assistant.slack.forms import MOST_OPTIONS, button, field, modal, option, plain
from assistant.slack.queue_database import QueuedQuestion

THUMBS = "thumbs"
WRONG = "wrong_citation"
WITHHELD = "withheld"
SHARE = "share"
FORM = "wrong_citation_form"

_MOST_WITHHELD = 15


def feedback_blocks(answer: Answer, *, in_private: bool = False) -> list[Block]:
    """The buttons below an answer; thumbs only if all can see it."""
    blocks: list[Block] = []
    if not in_private:
        thumbs = FeedbackButtonsElement(
            action_id=THUMBS,
            positive_button=_thumb("👍", "This answer is right", f"right:{answer.id}"),
            negative_button=_thumb("👎", "This answer is wrong", f"wrong:{answer.id}"),
        )
        blocks.append(ContextActionsBlock(elements=[thumbs]).to_dict())
    buttons = [button(WRONG, "A citation is wrong", answer.id)] if answer.citations else []
    if withheld := count_withheld(answer):
        buttons.append(button(WITHHELD, withheld, answer.id))
    if buttons:
        blocks.append({"type": "actions", "elements": buttons})
    named = {"type": "context", "elements": [plain(f"Answer {answer.id}")]}
    return [*blocks, named]


def withheld_blocks(answer: Answer) -> list[Block]:
    """The statements that are withheld, each with what is wrong with it."""
    told = [f"“{shortened(one.text, 300)}” {shortened(one.reason, 300)}" for one in answer.withheld]
    blocks = [block for text in told[:_MOST_WITHHELD] for block in note_blocks(text)]
    left = len(told) - _MOST_WITHHELD
    return blocks + (note_blocks(f"And {left} more.") if left > 0 else [])


def share_button(question: QueuedQuestion) -> Block:
    """The button with which the person who asked shows a private answer to all."""
    return {"type": "actions", "elements": [button(SHARE, "Share", str(question.id))]}


def read_thumb(value: str) -> tuple[Verdict, str]:
    """The verdict and the answer's id in a thumb's value."""
    verdict, _, answer_id = value.partition(":")
    return ("right" if verdict == "right" else "wrong"), answer_id


def form(answer: Answer, place: str) -> Block:
    """The form that asks which citation is wrong and why; `place` is returned with it."""
    options = [
        option(f"[{cited.number}] “{' '.join(cited.quote.split())}”", str(cited.number))
        for cited in answer.citations[:MOST_OPTIONS]
    ]
    which = {"type": "static_select", "options": options, "initial_option": options[0]}
    other = "The sentence to cite instead (makes it a test case)"
    blocks = [
        field("which", "Which one is wrong?", which, is_optional=False),
        field("why", "Why?", _words(1_000), is_optional=False),
        field("sentence", other, _words(2_000)),
    ]
    return modal(FORM, "Wrong citation", "Send", f"{answer.id} {place}", blocks)


def read_form(view: dict[str, Any]) -> dict[str, Any]:
    """A submitted form as arguments of `Answers.feedback`."""
    values = view["state"]["values"]
    sentence = (values.get("sentence") or {}).get("value", {}).get("value")
    return {
        "citation": int(values["which"]["value"]["selected_option"]["value"]),
        "note": values["why"]["value"]["value"],
        "sentence": sentence or None,
    }


def _thumb(text: str, label: str, value: str) -> FeedbackButtonObject:
    return FeedbackButtonObject(text=text, accessibility_label=label, value=value)


def _words(most: int) -> Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": most}
