"""What whoever runs the bot decides about it: who may ask, how much, and where Slack is."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class SlackOptions(BaseModel):
    """The table [slack] of assistant.toml; each field is ASSISTANT_SLACK__<NAME>, too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workspaces: tuple[str, ...] = Field(
        (), description="ids of other workspaces whose members may ask in shared channels"
    )
    channels: tuple[str, ...] = Field(
        (), description="ids of the channels to answer in (none: all that the bot is invited to)"
    )
    guests: bool = Field(False, description="answer guests and members of other workspaces")
    per_person: int = Field(100, gt=0, description="questions a day that one person may ask")
    per_day: int = Field(2_000, gt=0, description="questions a day in all")
    archives: dict[str, Path] = Field(
        {}, description="other archives that a channel may be given, by name"
    )
    at_once: int = Field(4, ge=1, le=64, description="questions that are answered at once")
    api: str = Field(
        "https://slack.com/api/", description="address of Slack's Web API (GovSlack has another)"
    )
