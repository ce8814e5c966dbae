"""The app manifest, with exactly the scopes and events that the bot uses.

A test compares them with the calls and listeners in the code. Format and scopes:
https://docs.slack.dev/reference/app-manifest
"""

from typing import Any

COMMAND = "/ask"
ABOUT = "what_does_the_archive_say"
PATH = "/slack/events"

PROMPTS = (
    ("What can I ask?", "What did the articles of the last week report?"),
    ("Only one source", "What does the archive say according to one source?"),
)

_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")

# The scopes of each method of the Web API that the bot calls.
METHODS: dict[str, tuple[str, ...]] = {
    "apps.connections.open": (),  # connections:write belongs to the app-level token
    "assistant.threads.setStatus": ("chat:write",),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "auth.test": (),
    "chat.appendStream": ("chat:write",),
    "chat.delete": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.startStream": ("chat:write",),
    "chat.stopStream": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": _HISTORY,
    "conversations.replies": _HISTORY,
    "users.info": ("users:read",),
    "views.open": (),
}

# The scope that each event needs.
EVENTS = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
}

# For the slash command and the shortcut.
_FEATURES = ("commands",)


def scopes() -> list[str]:
    needed = [*METHODS.values(), *EVENTS.values(), _FEATURES]
    return sorted({scope for group in needed for scope in group})


def manifest(url: str | None = None) -> dict[str, Any]:
    """The manifest to create the app from; `url` is the public address for HTTP."""
    address = None if url is None else {"request_url": url.rstrip("/") + PATH}
    command = {
        "command": COMMAND,
        "description": "Ask the news archive; only you see the answer until you share it",
        "usage_hint": "your question",
        "should_escape": True,
    } | ({"url": address["request_url"]} if address else {})
    shortcut = {
        "name": "What the archive says",  # 24 characters at most
        "type": "message",
        "callback_id": ABOUT,
        "description": "What does the archive say about this?",
    }
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "News archive",
            "description": "Answers from the archive; each statement cites the exact sentence",
        },
        "features": {
            "agent_view": {
                "agent_description": "Ask the news archive; every answer names its sources.",
            },
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "News archive", "always_online": True},
            "shortcuts": [shortcut],
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)} | (address or {}),
            "interactivity": {"is_enabled": True} | (address or {}),
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }
