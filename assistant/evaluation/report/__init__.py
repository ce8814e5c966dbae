"""A run as a folder: report.json (with every case), report.md and report.html.

The page has no scripts or external resources, and all text in it is escaped.
"""

import json
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.evaluation.case import Case
from assistant.evaluation.report import charts
from assistant.evaluation.report.calibration import calibration_error, reliability, trade_off
from assistant.evaluation.report.worst import faults, wanted, worst_cases
from assistant.evaluation.runner import Run
from assistant.evaluation.tables import tables
from assistant.render.templates import environment
from index.errors import ArchiveError

_CASES = TypeAdapter(list[Case])


def write_report(run: Run, summary: dict[str, Any], folder: Path) -> None:
    """Writes the three files into `folder`, which is created if it does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    cases = _CASES.dump_python(list(run.cases), mode="json")
    whole = json.dumps(summary | {"about": run.about, "cases": cases}, ensure_ascii=False)
    (folder / "report.json").write_text(whole + "\n", encoding="utf-8")
    about = run.about
    told = (
        f"# Evaluation on {about['dataset']}\n\n"
        f"{about['questions']:,} questions, embedder {about['embedder']},"
        f" model {about['model'] or 'none, quoting'}, version {about['version']},"
        f" finished {about['finished']}.\n\n{tables(summary)}\n"
    )
    (folder / "report.md").write_text(told, encoding="utf-8")
    (folder / "report.html").write_text(render_page(run, summary), encoding="utf-8")


def read_report(path: Path) -> Run:
    """The run of a report, given its folder or its report.json.

    Raises `ArchiveError` if there is no report.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
        return Run(whole["about"], _CASES.validate_python(whole["cases"]))
    except FileNotFoundError:
        told = f"{path} has no report.json; `assistant eval --report` makes one"
        raise ArchiveError(told) from None
    except (KeyError, TypeError, ValueError, ValidationError):
        raise ArchiveError(f"{file} is not a report of `assistant eval --report`") from None


def render_page(run: Run, summary: Mapping[str, Any]) -> str:
    bins = reliability(run.cases)
    sections = groupby(charts.figure_charts(summary), key=lambda chart: chart.section)
    return (
        environment(Path(__file__).parent)
        .get_template("page.html.j2")
        .render(
            about=run.about,
            sections=[(section, list(found)) for section, found in sections],
            seconds=charts.seconds_chart(summary),
            usage=summary["usage"],
            curve=trade_off(run.cases),
            bins=bins,
            error=calibration_error(bins) if bins else None,
            worst=worst_cases(run.cases),
            faults=faults,
            wanted=wanted,
        )
    )
