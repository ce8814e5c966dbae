"""The first run: an empty archive is offered the sample articles."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog.catalogue import open_catalogue
from index.errors import ArchiveError

if TYPE_CHECKING:
    from assistant.chat.input import Reader

_PACKAGE = Path(__file__).parents[1]


def is_empty(folder: Path, database: str = "") -> bool:
    """Whether there is no archive, or one without articles; `database` as in `Archive.open`."""
    with closing(open_catalogue(folder, database)) as catalogue:
        return not catalogue.is_laid_out or catalogue.counts()["articles"] == 0


def seeds_folder() -> Path | None:
    """The folder of sample articles: in the package if installed, above it in a checkout."""
    folders = (_PACKAGE / "seeds", _PACKAGE.parent / "seeds")
    return next((folder for folder in folders if folder.is_dir()), None)


def offer_seeds(folder: Path, reader: "Reader", quiet: bool) -> None:
    """Index the sample articles if the user agrees; raises `ArchiveError` if not."""
    nothing = f"no article is indexed yet in {folder}"
    seeds = seeds_folder()
    try:
        is_wanted = seeds and reader.agree(f"{nothing}.\nIndex some sample articles to try it?")
    except EOFError:
        is_wanted = False
    if seeds is None or not is_wanted:
        raise ArchiveError(f"{nothing}; run `assistant index PATH`")
    from assistant.assistant import Assistant
    from assistant.render.progress import indexing

    with Assistant(folder) as assistant:
        indexing(assistant.index, [seeds], quiet)
