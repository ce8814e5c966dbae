"""`assistant backup` and `restore`: an archive kept in another place, and made again from there."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from assistant.assistant import Assistant
from assistant.commands.move import copy_archive, parts_of
from assistant.commands.options import JSON, NamedPath, flag, print_json, show
from assistant.render.progress import counting
from assistant.render.titles import count
from assistant.settings import Settings, load_settings
from index.archive import Archive
from index.backup.backup import Backups, Made
from index.backup.block_store import DamagedBackupError
from index.backup.manifest import Manifest
from index.catalog import transfer
from index.errors import ArchiveError

_MEGABYTE = 2**20
_DEST = click.argument("dest", type=NamedPath(path_type=Path, file_okay=False))


@click.command()
@_DEST
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(1),
    help="Afterwards, keep only the newest N backups.",
)
@flag("--list", "lists", help="Only list the backups in DEST.")
@flag("--check", help="Only read and check every block in DEST.")
@JSON
@click.pass_obj
def backup(
    archive: Path | None, dest: Path, keep: int | None, lists: bool, check: bool, as_json: bool
) -> None:
    """Back up the archive to the folder DEST.

    People may ask and index meanwhile. Only what earlier backups in DEST lack is written. A backup
    holds articles, vectors, recorded answers and Slack's queue, but no secrets.

    \b
    assistant backup /mnt/backups/news --keep 30
    assistant backup /mnt/backups/news --check
    """
    backups = Backups(dest)
    if check:
        _check(backups, as_json)
    elif lists:
        found = backups.all()
        show(_listed(found), [*map(_told, found)], as_json)
    else:
        made = _made(backups, archive)
        gone = backups.keep(keep) if keep else []
        if as_json:
            print_json(_told(made.manifest) | {"added": made.added, "removed": gone})
            return
        size, added = made.manifest.size / _MEGABYTE, made.added / _MEGABYTE
        click.echo(
            f"Backup {made.manifest.id}: {size:,.1f} MB; {added:,.1f} MB (compressed) added."
        )
        if gone:
            click.echo(f"Removed {len(gone)} older: {gone[0]} to {gone[-1]}.")


@click.command()
@_DEST
@click.option("--backup", "name", metavar="ID", help="Id of a backup; may be abbreviated. [newest]")
@JSON
@click.pass_obj
def restore(archive: Path | None, dest: Path, name: str | None, as_json: bool) -> None:
    """Restore an archive from the newest backup in DEST.

    Its folder must not have an archive yet; with ASSISTANT_DATABASE, that database must not have
    one. Nothing is embedded: the backup has the vectors.

    \b
    assistant --archive restored restore /mnt/backups/news
    assistant --archive before restore /mnt/backups/news --backup 2026-11-29
    """
    settings = load_settings(archive=archive)
    backups = Backups(dest)
    manifest = backups.find(name)
    where = str(settings.archive)
    if settings.database_address:
        where, counts = _restore_to_database(backups, manifest, settings)
    else:
        counts = backups.restore(
            manifest,
            settings.archive,
            lambda vectors: counting("Filling Chroma", vectors, "vectors"),
        )
    told = f"{count(counts['articles'], 'article')}, {count(counts['versions'], 'version')}"
    value = _told(manifest) | {"folder": str(settings.archive), "counts": counts}
    show(f"Restored {manifest.id} to {where}: {told}.", value, as_json)


def _made(backups: Backups, archive: Path | None) -> Made:
    with Assistant(archive) as assistant:
        found = assistant.archive  # brings one of an earlier version up to date
        database = found.catalogue if found.catalogue.address else None
        with parts_of(found) as parts:
            return backups.make(assistant.settings.archive, parts, database)


def _restore_to_database(
    backups: Backups, manifest: Manifest, settings: Settings
) -> tuple[str, dict[str, int]]:
    """Copy a backup into PostgreSQL; the name of the database, and what is in it."""
    folder, address, chroma = settings.archive, settings.database_address, settings.chroma_address
    folder.mkdir(parents=True, exist_ok=True)
    with (
        Archive(folder, None, settings.chroma_key, address) as target,
        TemporaryDirectory(prefix="restore-", dir=folder) as place,
    ):
        where = str(target.catalogue.engine)
        transfer.ensure_empty(target.catalogue)
        backups.place(manifest, Path(place))
        with Archive(Path(place)) as source:
            copy_archive(source, target, chroma, "Restoring")
    with Archive.open(folder, chroma_key=settings.chroma_key, database=address) as restored:
        counts, vectors = restored.catalogue.counts(), restored.vectors.count()
    if counts != manifest.counts or vectors != counts["chunks"]:
        raise DamagedBackupError(
            f"{where} has {counts} and {vectors} vectors, the backup {manifest.counts}"
        )
    return where, counts


def _check(backups: Backups, as_json: bool) -> None:
    damaged = backups.check()
    if as_json:
        print_json({"damaged": damaged})
    for name, what in damaged.items():
        click.echo(f"{name}: {'; '.join(what)}", err=True)
    if damaged:
        raise ArchiveError(
            f"{count(len(damaged), 'damaged backup')} in {backups.folder}; make a new one now,"
            " which writes again what the archive still has"
        )
    if not as_json:
        click.echo(f"Every block of {count(len(backups.all()), 'backup')} is as it was written.")


def _listed(found: list[Manifest]) -> str:
    held = [count(one.counts["articles"], "article") for one in found]
    lines = [
        f"{one.id}  {articles:>18}  {one.size / _MEGABYTE:>9,.1f} MB"
        for one, articles in zip(found, held, strict=True)
    ]
    return "\n".join(lines) or "There is no backup."


def _told(one: Manifest) -> dict[str, object]:
    return {
        "id": one.id,
        "made": one.made.isoformat(),
        "bytes": one.size,
        "counts": one.counts,
        "files": {file.name: file.size for file in one.files},
    }
