"""The manifest asks for what the code uses: no scope, event or method more or less."""

import ast
import json
from pathlib import Path

from click.testing import CliRunner

from assistant.commands.cli import cli
from assistant.slack import manifest as made
from tests.conftest import ROOT
from tests.slack_server import SlackServer

CODE = ROOT / "assistant/slack"
_GROUPS = ("apps", "assistant_threads", "auth", "chat", "conversations", "users", "views")


def calls_in_the_code() -> set[str]:
    """The methods of the Web API that the code calls, by Slack's names."""
    found = set()
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr.startswith(
                tuple(f"{group}_" for group in _GROUPS)
            ):
                found.add(node.attr.replace("_", "."))
    return found


def test_the_manifest_requests_exactly_the_scopes_in_use():
    assert calls_in_the_code() == set(made.METHODS)


def test_every_event_that_is_asked_for_is_listened_to():
    listened = {
        node.args[0].value
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "event"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert listened == {name.partition(".")[0] for name in made.EVENTS}


def test_the_test_server_knows_every_method_of_the_manifest():
    methods = {name for name in dir(SlackServer) if name.startswith("_")}
    for method in made.METHODS:
        from tests.slack_server import snake

        assert snake(method) in methods


def test_the_command_prints_it_for_socket_mode_and_for_http(tmp_path: Path):
    told = CliRunner().invoke(cli, ["slack", "manifest"])
    by_socket = json.loads(told.stdout)
    assert by_socket["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in told.stdout
    assert by_socket["oauth_config"]["scopes"]["bot"] == [
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "chat:write",
        "commands",
        "groups:history",
        "im:history",
        "mpim:history",
        "users:read",
    ]
    command = ["slack", "manifest", "--url", "https://bot.example/"]
    by_http = json.loads(CliRunner().invoke(cli, command).stdout)
    address = "https://bot.example/slack/events"
    assert by_http["settings"]["socket_mode_enabled"] is False
    assert by_http["settings"]["event_subscriptions"]["request_url"] == address
    assert by_http["settings"]["interactivity"]["request_url"] == address
    assert by_http["features"]["slash_commands"][0]["url"] == address
    assert len(by_http["features"]["shortcuts"][0]["name"]) <= 24
