"""All settings, read from the environment (ASSISTANT_*), then assistant.toml."""

from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import BaseModel, Field, NonNegativeFloat, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from assistant.credentials import export_keys, with_files
from assistant.service_settings import SlackOptions, WebOptions
from index.chroma_server import full_address
from index.errors import ArchiveError


def default_archive() -> Path:
    """The default archive, in the user's data folder."""
    return user_data_path("news-archive-assistant") / "archive"


class Settings(BaseSettings):
    """The settings; each field is ASSISTANT_<NAME> or a line of assistant.toml."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_",
        env_nested_delimiter="__",
        toml_file="assistant.toml",
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )

    archive: Path = Field(default_factory=default_archive, description="folder of the archive")
    embedder: str | None = Field(None, description="embedder of a new archive (default: minilm)")
    sources: dict[str, str] = Field(
        {},
        description="names of sources by the host of their articles, such as cnn.com (table"
        " [sources])",
    )
    chroma: str | None = Field(
        None, description="address of a Chroma server for the vectors of a new archive"
    )
    chroma_api_key: SecretStr | None = Field(
        None, description="key of a Chroma server that needs one, as Chroma Cloud does"
    )
    chroma_tenant: str | None = Field(
        None, description="tenant on that server, for the vectors of a new archive"
    )
    chroma_database: str | None = Field(None, description="database of that tenant")
    database: SecretStr | None = Field(
        None,
        description="address of a PostgreSQL database for the articles, words and answers, such as"
        " postgresql://name@host/news (default: SQLite in the archive's folder)",
    )
    llm: str | None = Field(
        None, description="chat model as provider:name, or none to quote the sources"
    )
    fast_llm: str | None = Field(
        None,
        description="chat model that plans and judges (default: a small one of llm's provider)",
    )
    fallback: str | None = Field(
        None, description="chat model to use when the first one is unavailable"
    )
    ask_first: bool | None = Field(
        None, description="has no effect; accepted so that older settings stay valid"
    )
    base_url: str | None = Field(None, description="address of an OpenAI-compatible server")
    caution: float | None = Field(
        None,
        ge=0,
        le=1,
        description="without a model, how probable an answer must be, 0 to 1 (default: 0.35)",
    )
    timeout: float = Field(
        60.0,
        gt=0,
        description="seconds to wait for the chat model; a third of it for planning or judging",
    )
    evidence_tokens: int | None = Field(
        None,
        gt=0,
        description="most tokens of evidence for one question (default: 6,000 for large models,"
        " 1,500 for a server of your own and without a model)",
    )
    record: bool = Field(True, description="record each answer in the archive's folder")
    keep_days: float | None = Field(
        None, gt=0, description="days after which a recorded answer is removed (default: never)"
    )
    budget_question: float | None = Field(
        None, ge=0, description="most US dollars that a model may cost for one question"
    )
    budget_conversation: float | None = Field(None, ge=0, description="the same for a conversation")
    budget_day: float | None = Field(
        None, ge=0, description="the same for a day (UTC), over all processes of the archive"
    )
    prices: dict[str, tuple[NonNegativeFloat, NonNegativeFloat]] = Field(
        {},
        description="US dollars for a million input and output tokens, by chat model, for models"
        " without a built-in price (table [prices])",
    )
    over_budget: Literal["refuse", "quote"] = Field(
        "refuse", description="what to do when a budget is exceeded: refuse, or quote the sources"
    )
    reader: str | None = Field(
        None,
        description="reader that finds the sentences to quote instead of the package's own:"
        " a cross-encoder's folder or hub name",
    )
    rerank: str | None = Field(
        None,
        description="reranker of the best passages: llm, or a cross-encoder's folder or hub name",
    )
    judge: str | None = Field(
        None,
        description="judge of a model's statements: llm (default), none, or an NLI model's folder"
        " or hub name",
    )

    web_url: str | None = Field(
        None,
        pattern=r"^(https?://\S+)?$",
        description="address of `assistant serve` for this archive, such as https://news.example;"
        " citations lead to their articles there",
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="token that opens /metrics and nothing else, for Prometheus (as `Authorization:"
        " Bearer`)",
    )
    log: Literal["text", "json"] = Field(
        "text",
        description="log of `assistant serve` and `assistant slack`: text, or json with a line for"
        " each question",
    )
    log_questions: bool = Field(False, description="log the words of questions, too (json only)")
    plain: bool = Field(False, description="chat without moving the cursor, for screen readers")
    slack: SlackOptions = Field(
        SlackOptions(), description="the Slack bot: who may ask, and how often (table [slack])"
    )
    web: WebOptions = Field(
        WebOptions(), description="`assistant serve`: who may ask, and how often (table [web])"
    )

    @property
    def chroma_address(self) -> str | None:
        """The Chroma server's address, with tenant and database where they are set."""
        if not self.chroma:
            return self.chroma
        return full_address(self.chroma, self.chroma_tenant, self.chroma_database)

    @property
    def chroma_key(self) -> str:
        """The Chroma server's key; empty if none is set."""
        return _read(self.chroma_api_key)

    @property
    def database_address(self) -> str:
        """The PostgreSQL database's address, with its password; empty if none is set."""
        return _read(self.database)

    @property
    def metrics_key(self) -> str:
        """The token of /metrics; empty if none is set."""
        return _read(self.metrics_token)

    @field_validator("database")
    @classmethod
    def _is_address(cls, database: SecretStr | None) -> SecretStr | None:
        if database and not _read(database).startswith(("postgresql://", "postgres://")):
            raise ValueError("it must begin with postgresql://")
        return database

    @field_validator("archive")
    @classmethod
    def _at_home(cls, archive: Path) -> Path:
        return archive.expanduser()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment and secrets in files, then the file of settings."""
        if isinstance(env_settings, EnvSettingsSource):
            env_settings.env_vars = with_files(env_settings.env_vars, secret_names())
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def _read(secret: SecretStr | None) -> str:
    return secret.get_secret_value().strip() if secret else ""


def secret_names(model: type[BaseModel] = Settings, prefix: str = "ASSISTANT_") -> list[str]:
    """The environment variables of the settings that are secret, which `assistant config` hides."""
    names = []
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        if kind in (SecretStr, SecretStr | None):
            names.append(f"{prefix}{name.upper()}")
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            names += secret_names(kind, f"{prefix}{name.upper()}__")
    return names


def load_settings(**given: Any) -> Settings:
    """The settings, overridden by what is `given` and not None.

    Keys of models that are in files are put into the environment, where their clients read them.
    Raises `ArchiveError` if a value is not valid.
    """
    export_keys()
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        variable = "__".join(part for part in first["loc"] if isinstance(part, str)).upper()
        raise ArchiveError(
            f"the setting {name} (ASSISTANT_{variable}, or in assistant.toml) is not valid:"
            f" {first['msg'].removeprefix('Value error, ')}"
        ) from error
    except SettingsError as error:  # what stands where a list should is not told: it may be secret
        raise ArchiveError(
            f"{error}: an environment variable has lists and tables as JSON, such as"
            """ ASSISTANT_WEB__HOSTS='["news.example"]'"""
        ) from error
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise ArchiveError(f"assistant.toml is not valid TOML: {error}") from error
