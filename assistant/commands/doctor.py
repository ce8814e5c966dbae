"""`assistant doctor`: checks of the archive and the model, and repairs."""

import sqlite3
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import JSON, print_json
from assistant.llm import ModelError, check_model, model_name
from assistant.render.escape import clean
from assistant.settings import Settings, load_settings
from index.errors import ArchiveError

if TYPE_CHECKING:
    from index.doctor.finding import Finding

_EXIT = {"fine": 0, "warning": 1, "failure": 2}


@click.command()
@click.option("--full", is_flag=True, help="Check everything instead of a sample.")
@click.option("--repair", is_flag=True, help="Repair what can be repaired, then check.")
@JSON
@click.pass_obj
def doctor(archive: Path | None, full: bool, repair: bool, as_json: bool) -> None:
    """Check the archive and the model; only --repair changes anything.

    Exit code: 0 if all is well, 1 for warnings, 2 for failures.

    \b
    assistant doctor
    assistant doctor --full --repair
    """
    from index.doctor import check
    from index.doctor.repair import repair as repair_archive

    settings = load_settings(archive=archive)
    folder = settings.archive.absolute()
    key = settings.chroma_key
    done = list(repair_archive(folder, key)) if repair else []
    findings = [*check(folder, full, key), _answers(folder), _model(settings)]
    if as_json:
        print_json({"repaired": done, "findings": [asdict(finding) for finding in findings]})
    else:
        for line in [*(f"repaired: {clean(said)}" for said in done), *map(_line, findings)]:
            click.echo(line)
    sys.exit(max(_EXIT[finding.severity] for finding in findings))


def _answers(folder: Path) -> "Finding":
    from assistant.history.database import Store
    from index.doctor.finding import Finding

    store = Store(folder)
    try:
        if not store.open(create=False):
            return Finding("answers", "fine", "none is recorded")
        found = store.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        count = store.connection.execute("SELECT COUNT(*) FROM answers").fetchone()[0]
    except (sqlite3.Error, OSError, ArchiveError) as error:
        found, count = str(error), 0
    finally:
        store.close()
    if found != "ok":
        remedy = f"move {store.path.name} to another folder; the next answer creates a new file"
        return Finding("answers", "failure", f"cannot be read: {found}", remedy)
    return Finding("answers", "fine", f"{count:,} {'is' if count == 1 else 'are'} recorded")


def _model(settings: Settings) -> "Finding":
    from index.doctor.finding import Finding

    name = model_name(settings.llm)
    if name is None:
        return Finding("model", "fine", "none is configured: answers quote the sources")
    try:
        check_model(name, settings.base_url, settings.timeout)
    except ModelError as error:
        return Finding(
            "model",
            "failure",
            str(error),
            "ASSISTANT_LLM=none quotes without a model",
        )
    return Finding("model", "fine", f"{name} can be reached")


def _line(finding: "Finding") -> str:
    sign = {"fine": "ok", "warning": "warning", "failure": "FAILURE"}[finding.severity]
    remedy = f" -> {finding.remedy}" if finding.remedy else ""
    return clean(f"{sign:<8}{finding.name:<12}{finding.message}{remedy}")
