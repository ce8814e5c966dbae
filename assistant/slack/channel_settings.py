"""Settings of a channel: how they are stored, and the form to change them."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.slack.blocks import Block
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.forms import MOST_LABEL, MOST_OPTIONS, field, modal, option


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

_OWN = "-"  # the bot's own archive; no archive has this name


def form(channel: str, rules: Rules, sources: Sequence[str], archives: Sequence[str]) -> Block:
    """The form with the current `rules`; `sources` and `archives` are the choices."""
    blocks = [_switch(rules.off), _sources(rules.sources, sources), _since(rules.since)]
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


def _switch(is_off: bool) -> Block:
    answer = option("Do not answer in this channel", "off")
    box: Block = {"type": "checkboxes", "options": [answer]}
    return field("off", "Off", box | ({"initial_options": [answer]} if is_off else {}))


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


def _since(day: str | None) -> Block:
    picker: Block = {"type": "datepicker"} | ({"initial_date": day} if day else {})
    return field("since", "Only articles published since", picker)


def _archive(chosen: str | None, known: Sequence[str]) -> Block:
    own = option("The bot's own", _OWN)
    options = [own, *(option(name, name) for name in known[: MOST_OPTIONS - 1])]
    now = next((one for one in options if one["value"] == chosen), own)
    select = {"type": "static_select", "options": options, "initial_option": now}
    return field("archive", "Archive", select)
