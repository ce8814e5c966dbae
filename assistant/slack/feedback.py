"""Feedback on an answer: thumbs below it, and the form for a wrong citation."""

from typing import Any, Literal

from slack_sdk.models.blocks import (
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
)

from assistant.render.sections import count_withheld
from assistant.schema.answer import Answer, Citation
from assistant.slack.blocks import Block, note_blocks, shortened

THUMBS = "thumbs"
WRONG = "wrong_citation"
WITHHELD = "withheld"
FORM = "wrong_citation_form"

_MOST_OPTIONS = 100  # Slack's limit for a select
_MOST_LABEL = 75
_MOST_WITHHELD = 15

Thumb = Literal["right", "wrong"]


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
    buttons = [_button(WRONG, "A citation is wrong", answer)] if answer.citations else []
    if withheld := count_withheld(answer):
        buttons.append(_button(WITHHELD, withheld, answer))
    if buttons:
        blocks.append({"type": "actions", "elements": buttons})
    named = {"type": "context", "elements": [_plain(f"Answer {answer.id}")]}
    return [*blocks, named]


def withheld_blocks(answer: Answer) -> list[Block]:
    """The statements that are withheld, each with what is wrong with it."""
    told = [f"“{shortened(one.text, 300)}” {shortened(one.reason, 300)}" for one in answer.withheld]
    blocks = [block for text in told[:_MOST_WITHHELD] for block in note_blocks(text)]
    left = len(told) - _MOST_WITHHELD
    return blocks + (note_blocks(f"And {left} more.") if left > 0 else [])


def read_thumb(value: str) -> tuple[Thumb, str]:
    """The verdict and the answer's id in a thumb's value."""
    verdict, _, answer_id = value.partition(":")
    return ("right" if verdict == "right" else "wrong"), answer_id


def form(answer: Answer, place: str) -> Block:
    """The form that asks which citation is wrong and why; `place` is returned with it."""
    options = [_option(citation) for citation in answer.citations[:_MOST_OPTIONS]]
    which = {"type": "static_select", "action_id": "value", "options": options}
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": f"{answer.id} {place}",
        "title": _plain("Wrong citation"),
        "submit": _plain("Send"),
        "close": _plain("Cancel"),
        "blocks": [
            _input("which", "Which one is wrong?", which | {"initial_option": options[0]}),
            _input("why", "Why?", _words(1_000)),
            _input(
                "sentence",
                "The sentence to cite instead (makes it a test case)",
                _words(2_000),
                True,
            ),
        ],
    }


def read_form(view: dict[str, Any]) -> dict[str, Any]:
    """A submitted form as arguments of `Answers.feedback`."""
    values = view["state"]["values"]
    sentence = (values.get("sentence") or {}).get("value", {}).get("value")
    return {
        "citation": int(values["which"]["value"]["selected_option"]["value"]),
        "note": values["why"]["value"]["value"],
        "sentence": sentence or None,
    }


def _button(action: str, label: str, answer: Answer) -> Block:
    return {"type": "button", "action_id": action, "text": _plain(label), "value": answer.id}


def _thumb(text: str, label: str, value: str) -> FeedbackButtonObject:
    return FeedbackButtonObject(text=text, accessibility_label=label, value=value)


def _option(citation: Citation) -> Block:
    label = f"[{citation.number}] “{' '.join(citation.quote.split())}”"
    return {"text": _plain(shortened(label, _MOST_LABEL)), "value": str(citation.number)}


def _input(name: str, label: str, element: Block, is_optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": _plain(label),
        "element": element,
        "optional": is_optional,
    }


def _words(most: int) -> Block:
    return {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": True,
        "max_length": most,
    }


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
