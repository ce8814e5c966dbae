"""Writes the transcripts of README.md and docs/: `python -m tests.transcripts [PAGE...]`."""

import sys
from pathlib import Path

from tests.transcripts.pages import PAGES, without_changing, written


def main() -> None:
    """Leaves a page as it is where only times and ids would change."""
    for page in map(Path, sys.argv[1:] or PAGES):
        before = page.read_text()
        after = written(before)
        if without_changing(after) != without_changing(before):
            page.write_text(after)
            print(page)


if __name__ == "__main__":
    main()
