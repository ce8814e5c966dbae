"""Writes transcripts in README.md and docs/: `python -m tests.transcripts [--all] [PAGE...]`."""

import sys
from pathlib import Path

from tests.transcripts.pages import PAGES, without_changing, written


def main() -> None:
    """Leaves a page as it is where only times and ids would change, but for `--all`."""
    pages = [argument for argument in sys.argv[1:] if argument != "--all"]
    for page in map(Path, pages or PAGES):
        before = page.read_text()
        after = written(before)
        if "--all" in sys.argv or without_changing(after) != without_changing(before):
            page.write_text(after)
            print(page)


if __name__ == "__main__":
    main()
