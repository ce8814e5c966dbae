"""`assistant backup` and `restore`: an archive kept in another place, and made again from there."""

from pathlib import Path

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, print_json
from assistant.history.database import NAME as ANSWERS
from assistant.render.progress import counting
from assistant.render.titles import count
from assistant.settings import load_settings
from assistant.slack.queue_database import FILE as DELIVERIES
from index.backup.backup import Backups
from index.backup.manifest import Manifest
from index.errors import ArchiveError

_OTHERS = (DELIVERIES, ANSWERS)  # beside the catalogue, which the answers in them cite
_MEGABYTE = 2**20
_DEST = click.argument("dest", type=click.Path(path_type=Path, file_okay=False))


@click.command()
@_DEST
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(1),
    help="Afterwards, keep only the newest N backups.",
)
@click.option("--list", "lists", is_flag=True, help="Only list the backups in DEST.")
@click.option("--check", is_flag=True, help="Only read and check every block in DEST.")
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
        print_json([*map(_told, found)]) if as_json else click.echo(_listed(found))
    else:
        if load_settings(archive=archive).database_address:
            raise ArchiveError("the archive is in PostgreSQL; back up its database with pg_dump")
        with Assistant(archive) as assistant:
            _ = assistant.archive  # brings one of an earlier version up to date
            made = backups.make(assistant.settings.archive, _OTHERS)
        gone = backups.keep(keep) if keep else []
        if as_json:
            print_json(_told(made.manifest) | {"added": made.added, "removed": gone})
            return
        size, added = made.manifest.size / _MEGABYTE, made.added / _MEGABYTE
        click.echo(f"Backup {made.manifest.id}: {size:,.1f} MB, of which {added:,.1f} MB are new.")
        if gone:
            click.echo(f"Removed {len(gone)} older: {gone[0]} to {gone[-1]}.")


@click.command()
@_DEST
@click.option("--backup", "name", metavar="ID", help="Id of a backup; may be abbreviated. [newest]")
@JSON
@click.pass_obj
def restore(archive: Path | None, dest: Path, name: str | None, as_json: bool) -> None:
    """Restore an archive from the newest backup in DEST.

    Its folder must not have an archive yet. Nothing is embedded: the backup has the vectors.

    \b
    assistant --archive restored restore /mnt/backups/news
    assistant --archive before restore /mnt/backups/news --backup 2026-11-29
    """
    folder = load_settings(archive=archive).archive
    backups = Backups(dest)
    manifest = backups.find(name)
    counts = backups.restore(
        manifest, folder, lambda vectors: counting("Filling Chroma", vectors, "vectors")
    )
    if as_json:
        print_json(_told(manifest) | {"folder": str(folder), "counts": counts})
    else:
        told = f"{counts['articles']:,} articles, {counts['versions']:,} versions"
        click.echo(f"Restored {manifest.id} to {folder}: {told}.")


def _check(backups: Backups, as_json: bool) -> None:
    damaged = backups.check()
    if as_json:
        print_json({"damaged": damaged})
    for name, what in damaged.items():
        click.echo(f"{name}: {'; '.join(what)}", err=True)
    if damaged:
        raise ArchiveError(
            f"{len(damaged)} backups in {backups.folder} are damaged; make a new one now, which"
            " writes again what the archive still has"
        )
    if not as_json:
        click.echo(f"Every block of {count(len(backups.all()), 'backup')} is as it was written.")


def _listed(found: list[Manifest]) -> str:
    lines = [
        f"{one.id}  {one.counts['articles']:>9,} articles  {one.size / _MEGABYTE:>9,.1f} MB"
        for one in found
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
