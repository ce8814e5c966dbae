"""Environments of Jinja: every text is escaped, nothing undefined is printed."""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.render.dateline import dateline
from assistant.render.runs import runs_of
from assistant.render.sections import by_heading, count_withheld, is_said, texts_of
from assistant.render.titles import day_of, place_of, safe_link, title_of

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(folder: Path) -> "Environment":
    """For the templates in that folder, with what they all need to show an answer."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": day_of, "title": title_of, "place": place_of, "link": safe_link}
    shown = (by_heading, count_withheld, dateline, is_said, runs_of, texts_of)
    made.globals |= {function.__name__: function for function in shown}
    return made
