"""docs/settings.md, from the fields of `Settings`: `python -m tests.transcripts.settings`."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from assistant.service_settings import SlackOptions, WebOptions
from assistant.settings import Settings
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "settings.md"
_TITLE = """\
# Settings

<!-- Written by `python -m tests.transcripts.settings`. -->

For people who configure the assistant: every setting, its default and its meaning.

Each setting is an environment variable, or a line of `assistant.toml` in the current folder. An
argument of a command or of `Assistant(...)` takes precedence, then the environment, then the file,
then the default. `assistant config` shows the current values. In the environment, lists and tables
are JSON, such as `ASSISTANT_WEB__HOSTS='["news.example"]'`.

```toml
llm = "openai:gpt-5-mini"
keep_days = 30
```

`OPENAI_API_KEY` is read from the environment only, as are the Slack bot's `SLACK_BOT_TOKEN`,
`SLACK_APP_TOKEN` and `SLACK_SIGNING_SECRET`. Each secret can be in a file
([secrets](operations.md#secrets)).
"""
_SLACK = """\
## Slack

In the environment, or in the table `[slack]`:

```toml
[slack]
channels = ["C0123456789"]
per_person = 50
```
"""
_WEB = """\
## In the browser

For `assistant serve`, in the environment, or in the table `[web]`:

```toml
[web]
per_minute = 60
```
"""


def page() -> str:
    """The page, a table for the settings, one for the Slack bot's and one for the server's."""
    settings = _table(Settings, "ASSISTANT_", without=("slack", "web"))
    slack, web = _table(SlackOptions, "ASSISTANT_SLACK__"), _table(WebOptions, "ASSISTANT_WEB__")
    return f"{_TITLE}\n{settings}\n{_SLACK}\n{slack}\n{_WEB}\n{web}"


def _table(model: type[BaseModel], prefix: str, without: Sequence[str] = ()) -> str:
    head = "| environment | file | default | meaning |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{prefix}{name.upper()}` | `{name}` | {_default(field)} | {field.description} |\n"
        for name, field in model.model_fields.items()
        if name not in without
    )


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    if value is PydanticUndefined:  # made by a function: a folder of the user
        return "the user's data folder"
    if value in (None, (), {}):
        return ""
    told = str(value).lower() if isinstance(value, bool) else f"{value}"
    return f"`{told}`"


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page())


if __name__ == "__main__":
    main()
