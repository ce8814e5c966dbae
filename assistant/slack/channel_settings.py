"""Settings of a channel: how they are stored, and the form to change them."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.slack.blocks import Block, shortened
from assistant.slack.delivery_queue import Deliveries


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of a channel; `archive` is a name in the setting `archives` or None."""

    sources: tuple[str, ...] = ()
    since: str | None = None
    archive: str | None = None
    off: bool = False


class Channels:
    """The settings of all channels, in the deliveries' database."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._base = deliveries.base

    def __getitem__(self, channel: str) -> Rules:
        row = self._base.execute("SELECT rules FROM channel WHERE id = ?", (channel,)).fetchone()
        if row is None:
            return Rules()
        kept = json.loads(row[0])
        return Rules(**kept | {"sources": tuple(kept["sources"])})

    def change(self, channel: str, rules: Rules, by: str) -> None:
        """Store the settings of a channel."""
        self._base.execute(
            "INSERT INTO channel VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " rules = excluded.rules, changed_by = excluded.changed_by,"
            " changed_at = excluded.changed_at",
            (channel, json.dumps(asdict(rules), ensure_ascii=False), by, time.time()),
        )


FORM = "channel_rules"

_MOST_OPTIONS = 100
_MOST_LABEL = 75
_OWN = "-"  # the bot's own archive; no archive has this name


def form(channel: str, rules: Rules, sources: Sequence[str], archives: Sequence[str]) -> Block:
    """The form with the current `rules`; `sources` and `archives` are the choices."""
    blocks = [_switch(rules.off), _sources(rules.sources, sources), _since(rules.since)]
    if archives:
        blocks.append(_archive(rules.archive, archives))
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": channel,
        "title": _plain("This channel"),
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
        "blocks": blocks,
    }


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


def _switch(is_off: bool) -> Block:
    option = _option("Do not answer in this channel", "off")
    box: Block = {"type": "checkboxes", "action_id": "value", "options": [option]}
    return _input("off", "Off", box | ({"initial_options": [option]} if is_off else {}))


def _sources(chosen: Sequence[str], known: Sequence[str]) -> Block:
    """A list to choose from, or a text field if the list would be too long for Slack."""
    if not known or len(known) > _MOST_OPTIONS or any(len(name) > _MOST_LABEL for name in known):
        line = {"type": "plain_text_input", "action_id": "value"}
        given = {"initial_value": "; ".join(chosen)} if chosen else {}
        return _input("sources", "Only these sources (names, separated by ;)", line | given)
    select: Block = {
        "type": "multi_static_select",
        "action_id": "value",
        "options": [_option(name, name) for name in known],
    }
    if now := [_option(name, name) for name in chosen if name in known]:
        select["initial_options"] = now
    return _input("sources", "Only these sources", select)


def _since(day: str | None) -> Block:
    picker = {"type": "datepicker", "action_id": "value"}
    return _input(
        "since", "Only articles published since", picker | ({"initial_date": day} if day else {})
    )


def _archive(chosen: str | None, known: Sequence[str]) -> Block:
    own = _option("The bot's own", _OWN)
    options = [own, *(_option(name, name) for name in known[: _MOST_OPTIONS - 1])]
    now = next((option for option in options if option["value"] == chosen), own)
    select = {"type": "static_select", "action_id": "value", "options": options}
    return _input("archive", "Archive", select | {"initial_option": now})


def _input(name: str, label: str, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": _plain(label),
        "element": element,
        "optional": True,
    }


def _option(label: str, value: str) -> Block:
    return {"text": _plain(shortened(label, _MOST_LABEL)), "value": value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
