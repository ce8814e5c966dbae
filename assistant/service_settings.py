"""The settings of the services: who may ask the Slack bot and `assistant serve`, and how often."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, SecretStr

from assistant.credentials import secret_of


class SlackOptions(BaseModel):
    """The table [slack] of assistant.toml; each field is ASSISTANT_SLACK__<NAME>, too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workspaces: tuple[str, ...] = Field(
        (), description="ids of other workspaces whose members may ask in shared channels"
    )
    channels: tuple[str, ...] = Field(
        (), description="ids of the channels to answer in (default: all that the bot is invited to)"
    )
    guests: bool = Field(False, description="answer guests and members of other workspaces")
    per_person: int = Field(100, gt=0, description="most questions of one person per day")
    per_day: int = Field(2_000, gt=0, description="most questions of all people together per day")
    archives: dict[str, Path] = Field(
        {}, description="other archives that admins can choose for a channel, by name"
    )
    status_port: int | None = Field(
        None,
        ge=1,
        le=65_535,
        description="port for /health, /ready and /metrics of `assistant slack`; open to this"
        " machine, or on status_host",
    )
    status_host: str = Field("127.0.0.1", description="address for status_port")
    at_once: int = Field(4, ge=1, le=64, description="most questions answered at the same time")
    api: str = Field(
        "https://slack.com/api/", description="address of Slack's Web API (GovSlack has another)"
    )


class TokenOptions(BaseModel):
    """A table [web.tokens.NAME]: a further token, in `token` or in a `file`, and what it opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: SecretStr | None = None
    file: Path | None = None
    archive: str | None = None  # a name in [web.archives]; None for the server's own

    def value(self, name: str) -> str:
        """The token; raises `ArchiveError` if there is none, or it cannot be read."""
        return secret_of(
            f"the token of [web.tokens.{name}]",
            self.token.get_secret_value() if self.token else "",
            self.file,
        )


class WebOptions(BaseModel):
    """The table [web] of assistant.toml; each field is ASSISTANT_WEB__<NAME>, too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: SecretStr | None = Field(None, description="token that people and programs must give")
    proxy_header: str | None = Field(
        None, description="header in which a reverse proxy names who asks, such as X-Remote-User"
    )
    proxies: tuple[IPvAnyNetwork, ...] = Field(
        (),
        description="IP addresses or networks of reverse proxies on other machines, whose"
        " X-Forwarded-Proto and X-Forwarded-For count",
    )
    tokens: dict[str, TokenOptions] = Field(
        {},
        description="more tokens, by the name of their holder (tables [web.tokens.NAME], with"
        " `token` or `file`, and the `archive` that the token opens)",
    )
    archives: dict[str, Path] = Field(
        {}, description="other archives that those tokens can open, by name"
    )
    hosts: tuple[str, ...] = Field(
        (), description="host names under which browsers reach it, such as news.example"
    )
    per_minute: int = Field(30, gt=0, description="most questions of one client per minute")
