"""`assistant doctor` and `config`: checks and repairs, and the settings in force."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import JSON, flag, show
from assistant.render.escape import clean
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.doctor.check_result import Finding


_SIGNS = {"fine": "ok", "warning": "warning", "failure": "FAILURE"}
_EXIT = {"fine": 0, "warning": 1, "failure": 2}


@click.command()
@flag("--full", help="Check everything instead of a sample.")
@flag("--repair", help="Repair what can be repaired, then check.")
@JSON
@click.pass_obj
def doctor(archive: Path | None, full: bool, repair: bool, as_json: bool) -> None:
    """Check the archive and the model; only --repair changes anything.

    Exit code: 0 if all is well, 1 for warnings, 2 for failures.

    \b
    assistant doctor
    assistant doctor --full --repair
    """
    from assistant.doctor import findings
    from assistant.doctor import repair as repair_all

    settings = load_settings(archive=archive)
    done = list(repair_all(settings)) if repair else []
    found = list(findings(settings, full))
    lines = [*(f"repaired: {clean(said)}" for said in done), *map(_line, found)]
    show("\n".join(lines), {"repaired": done, "findings": [*map(asdict, found)]}, as_json)
    sys.exit(max(_EXIT[finding.severity] for finding in found))


def _line(finding: "Finding") -> str:
    sign = _SIGNS[finding.severity]
    remedy = f" -> {finding.remedy}" if finding.remedy else ""
    return clean(f"{sign:<8}{finding.name:<12}{finding.message}{remedy}")


@click.command()
@JSON
@click.pass_obj
def config(archive: Path | None, as_json: bool) -> None:
    """Show each setting, its value and its environment variable.

    \b
    assistant config
    assistant config --json
    """
    settings = load_settings(archive=archive)
    lines = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "(not set)" if value is None else value
        lines.append(f"ASSISTANT_{name.upper():<16} {shown}\n{'':<27}{field.description}")
    show("\n".join(lines), settings.model_dump(mode="json"), as_json)
