"""The parts of Slack's forms (modals), and buttons."""

from collections.abc import Sequence

from assistant.slack.blocks import Block, shortened

MOST_OPTIONS = 100  # of a select
MOST_LABEL = 75  # code points of an option


def modal(name: str, title: str, submit: str, kept: str, blocks: Sequence[Block]) -> Block:
    """A form; `kept` comes back with it."""
    return {
        "type": "modal",
        "callback_id": name,
        "private_metadata": kept,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "blocks": list(blocks),
    }


def field(name: str, label: str, element: Block, *, is_optional: bool = True) -> Block:
    """A labelled input of a form; its value is under `name` and "value"."""
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element | {"action_id": "value"},
        "optional": is_optional,
    }


def option(label: str, value: str) -> Block:
    """A choice of a select."""
    return {"text": plain(shortened(label, MOST_LABEL)), "value": value}


def plain(text: str) -> Block:
    """Text that Slack shows literally."""
    return {"type": "plain_text", "text": text, "emoji": False}


def button(action: str, label: str, value: str) -> Block:
    """A button; `value` comes back when it is pressed."""
    return {"type": "button", "action_id": action, "text": plain(label), "value": value}
