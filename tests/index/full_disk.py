"""Indexes on a small disk until it is full, makes room, indexes again: run in a mount namespace.

unshare --map-root-user --mount python -m tests.index.full_disk FOLDER MEGABYTES RESERVE ARTICLES
"""

import json
import subprocess
import sys
from pathlib import Path

from index import disk_space
from index.archive import Archive
from index.catalog.scope import Scope
from index.errors import ArchiveError
from index.pipeline import index
from tests.index.processes import MadeUp, article


def opened(folder: Path) -> Archive:
    archive = Archive.create(folder)
    archive._embedder = MadeUp()
    return archive


def run(folder: Path, articles: int) -> str:
    try:
        with opened(folder) as archive:
            index(archive, (article(number) for number in range(articles)))
    except (ArchiveError, OSError) as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def state(folder: Path) -> dict:
    with opened(folder) as archive:
        wanted, there = archive.catalogue.all_vectors().keys(), archive.vectors.ids()
        vector = archive.embedder.embed_query(f"\n{article(0).text}")
        nearest = archive.chunks(list(archive.find_nearest(vector, 1, Scope())))
        return {
            "articles": archive.catalogue.counts()["articles"],
            "agree": wanted == there,
            "nearest": [chunk.article.id for chunk in nearest.values()],
        }


def main(folder: Path, megabytes: str, reserve: str, articles: int) -> None:
    disk_space.RESERVE = int(reserve)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True
    )
    archive = folder / "archive"
    report = {"said": run(archive, articles)}
    report["full"] = state(archive) if int(reserve) else {}
    subprocess.run(["mount", "-o", "remount,size=500m", folder], check=True)
    report["room"] = state(archive)
    report["again"], report["end"] = run(archive, articles), state(archive)
    print(json.dumps(report))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
