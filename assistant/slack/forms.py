"""Buttons and forms (modals): feedback on an answer, and the settings of a channel."""

from collections.abc import Sequence
from typing import Any

from assistant.render.sections import count_withheld
from assistant.schema.answer import Answer
from assistant.slack.blocks import Block, note_blocks, shortened
from assistant.slack.queue_database import QueuedQuestion, Rules

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


CHANNEL_FORM = "channel_rules"

_OWN = "-"  # the bot's own archive; no archive has this name


def channel_form(
    channel: str, rules: Rules, sources: Sequence[str], archives: Sequence[str]
) -> Block:
    """The form with the current `rules`; `sources` and `archives` are the choices."""
    off = option("Do not answer in this channel", "off")
    switch: Block = {"type": "checkboxes", "options": [off]}
    since: Block = {"type": "datepicker"} | ({"initial_date": rules.since} if rules.since else {})
    blocks = [
        field("off", "Off", switch | ({"initial_options": [off]} if rules.off else {})),
        _sources_field(rules.sources, sources),
        field("since", "Only articles published since", since),
    ]
    if archives:
        blocks.append(_archive_field(rules.archive, archives))
    return modal(CHANNEL_FORM, "This channel", "Save", channel, blocks)


def read_channel_form(view: dict[str, Any]) -> tuple[str, Rules]:
    """The channel and its new settings, from a submitted form."""
    values = {name: inner["value"] for name, inner in view["state"]["values"].items()}
    sources = values["sources"]
    chosen = [option["value"] for option in sources.get("selected_options") or []]
    written = [name.strip() for name in (sources.get("value") or "").split(";")]
    archive = (values.get("archive") or {}).get("selected_option") or {}
    rules = Rules(
        sources=tuple(filter(None, [*chosen, *written])),
        since=values["since"].get("selected_date"),
        archive=None if archive.get("value") in (None, _OWN) else archive["value"],
        off=bool(values["off"].get("selected_options")),
    )
    return view["private_metadata"], rules


def _sources_field(chosen: Sequence[str], known: Sequence[str]) -> Block:
    """A list to choose from, or a text field if the list would be too long for Slack."""
    if not known or len(known) > MOST_OPTIONS or any(len(name) > MOST_LABEL for name in known):
        line: Block = {"type": "plain_text_input"}
        given = {"initial_value": "; ".join(chosen)} if chosen else {}
        return field("sources", "Only these sources (names, separated by ;)", line | given)
    options = {name: option(name, name) for name in known}
    select: Block = {"type": "multi_static_select", "options": list(options.values())}
    now = [options[name] for name in chosen if name in options]
    return field(
        "sources", "Only these sources", select | ({"initial_options": now} if now else {})
    )


def _archive_field(chosen: str | None, known: Sequence[str]) -> Block:
    own = option("The bot's own", _OWN)
    options = [own, *(option(name, name) for name in known[: MOST_OPTIONS - 1])]
    now = next((one for one in options if one["value"] == chosen), own)
    select = {"type": "static_select", "options": options, "initial_option": now}
    return field("archive", "Archive", select)


THUMBS = "thumbs"
WRONG = "wrong_citation"
WITHHELD = "withheld"
SHARE = "share"
CITATION_FORM = "wrong_citation_form"

_MOST_WITHHELD = 15


def feedback_blocks(answer: Answer, *, in_private: bool = False) -> list[Block]:
    """The buttons below an answer; thumbs only if all can see it."""
    blocks: list[Block] = []
    if not in_private:
        thumbs = {
            "type": "feedback_buttons",
            "action_id": THUMBS,
            "positive_button": _thumb("👍", "This answer is right", f"right:{answer.id}"),
            "negative_button": _thumb("👎", "This answer is wrong", f"wrong:{answer.id}"),
        }
        blocks.append({"type": "context_actions", "elements": [thumbs]})
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


def citation_form(answer: Answer) -> Block:
    """The form that asks which citation is wrong and why."""
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
    return modal(CITATION_FORM, "Wrong citation", "Send", answer.id, blocks)


def read_citation_form(view: dict[str, Any]) -> dict[str, Any]:
    """A submitted form as arguments of `Answers.feedback`."""
    values = view["state"]["values"]
    sentence = (values.get("sentence") or {}).get("value", {}).get("value")
    return {
        "citation": int(values["which"]["value"]["selected_option"]["value"]),
        "note": values["why"]["value"]["value"],
        "sentence": sentence or None,
    }


def _thumb(text: str, label: str, value: str) -> Block:
    return {"text": plain(text), "accessibility_label": label, "value": value}


def _words(most: int) -> Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": most}
