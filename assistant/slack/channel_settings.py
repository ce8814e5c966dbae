"""The form to change the settings of a channel."""

from collections.abc import Sequence
from typing import Any

from assistant.slack.blocks import Block
from assistant.slack.forms import MOST_LABEL, MOST_OPTIONS, field, modal, option
from assistant.slack.queue_database import Rules

FORM = "channel_rules"

_OWN = "-"  # the bot's own archive; no archive has this name


def form(channel: str, rules: Rules, sources: Sequence[str], archives: Sequence[str]) -> Block:
    """The form with the current `rules`; `sources` and `archives` are the choices."""
    off = option("Do not answer in this channel", "off")
    switch: Block = {"type": "checkboxes", "options": [off]}
    since: Block = {"type": "datepicker"} | ({"initial_date": rules.since} if rules.since else {})
    blocks = [
        field("off", "Off", switch | ({"initial_options": [off]} if rules.off else {})),
        _sources(rules.sources, sources),
        field("since", "Only articles published since", since),
    ]
    if archives:
        blocks.append(_archive(rules.archive, archives))
    return modal(FORM, "This channel", "Save", channel, blocks)


def read_form(view: dict[str, Any]) -> tuple[str, Rules]:
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


def _sources(chosen: Sequence[str], known: Sequence[str]) -> Block:
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


def _archive(chosen: str | None, known: Sequence[str]) -> Block:
    own = option("The bot's own", _OWN)
    options = [own, *(option(name, name) for name in known[: MOST_OPTIONS - 1])]
    now = next((one for one in options if one["value"] == chosen), own)
    select = {"type": "static_select", "options": options, "initial_option": now}
    return field("archive", "Archive", select)
