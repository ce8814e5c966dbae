"""Fitted constants: JSON files beside the modules that use them, with what made them."""

import datetime
import json
from importlib.resources import files
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import ArchiveError

Weights = TypeVar("Weights")


class Fitted(BaseModel, Generic[Weights]):
    """The weights of one file.

    `command` fitted them, from a checkout, on `data` (its files and folders, or published packages)
    on `date`; `note` is what else there is to know.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    command: str
    data: tuple[str, ...]
    date: datetime.date
    note: str
    weights: Weights

    @classmethod
    def load(cls, path: str) -> Self:
        """The file at `path` in this package; raises `ArchiveError` where it cannot be used."""
        try:
            return cls.model_validate(json.loads(files("assistant").joinpath(path).read_bytes()))
        except ValidationError as error:
            first = error.errors()[0]
            reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        except (OSError, ValueError) as error:
            reason = str(error)
        raise ArchiveError(
            f"assistant/{path} is damaged ({reason}): install news-archive-assistant again"
        )
