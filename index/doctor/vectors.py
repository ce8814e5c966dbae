"""Checks of the vectors. They are read in another process, which damaged files may end."""

import atexit
import random
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import Any

from index.archive import Archive
from index.catalog import changes, embeddings
from index.doctor.catalogue import REPAIR
from index.doctor.check_result import Finding, counted
from index.embedders import load_embedder, price
from index.errors import ArchiveError
from index.process_pool import ProcessPool
from index.vector_store import VectorStore

_SAMPLE = 1_000  # vectors looked for
_ASKED = 20  # vectors that must find themselves
_SECONDS = 600

_SERVER = 'start the server, or `assistant index --re-embed --chroma ""` for the folder'


def check_embedder(archive: Archive, is_full: bool) -> Finding:
    """Whether the embedder makes the vectors that the archive has; a paid one is asked for one."""
    name, made_with = archive.catalogue.fact("embedder"), archive.catalogue.fact("identity")
    embedder = load_embedder(name)
    here = embedder.identity
    if here != made_with:
        message = f"made with {made_with}; installed here is {here}"
        return Finding(
            "embedder", "failure", message, f"assistant index --re-embed --embedder {name}"
        )
    if price(name) is not None:
        try:
            embedder.embed_query("news")
        except ArchiveError as error:
            remedy = "check OPENAI_API_KEY and the network; nothing is found or indexed without it"
            return Finding("embedder", "failure", str(error), remedy)
    lacking = embeddings.without_sentences(archive.catalogue, made_with)
    if lacking and embeddings.tells_of_words(embedder):
        told = counted(len(lacking), "chunk was", "chunks were")
        message = f"{told} embedded before {name} made vectors of sentences"
        return Finding("embedder", "warning", message, "assistant index --re-embed")
    return Finding("embedder", "fine", name)


def check_vectors(archive: Archive, is_full: bool) -> Finding:
    """Whether Chroma has a vector for each chunk, and no other."""
    if archive.catalogue.find_fact("unusable"):  # to ask it may end a server once more
        return Finding("vectors", "failure", "a repair of Chroma's index was interrupted", REPAIR)
    state = look(archive, is_full)
    if why := state.get("error"):
        remedy = _SERVER if "no Chroma server answers" in why else REPAIR
        return Finding("vectors", "failure", why, remedy)
    told = [f"{state[kind]} {kind}" for kind in ("missing", "orphaned", "astray") if state[kind]]
    if told:
        return Finding("vectors", "failure", f"vectors {', '.join(told)}", REPAIR)
    if state["doubtful"]:
        left = counted(state["doubtful"], "vector was", "vectors were")
        message = f"{left} left behind by an interrupted run"
        return Finding("vectors", "warning", message, "the next run removes them")
    kind = "all" if is_full else "a sample"
    return Finding("vectors", "fine", f"{counted(state['count'], 'vector')}; {kind} checked")


def look(archive: Archive, is_full: bool) -> dict[str, Any]:
    """The state of the vectors, read in a separate process; `error` says if this failed."""
    looking = _reader().submit(
        _look, archive.folder, archive.chroma_key, archive.catalogue.address, is_full
    )
    try:
        return looking.result(_SECONDS)
    except (ArchiveError, TimeoutError):
        _reader().kill()
        _reader.cache_clear()
        return {"error": "the process that reads them crashes"}


@cache
def _reader() -> ProcessPool:
    """The process that looks, kept for as long as this one: to start one takes a second."""
    pool = ProcessPool(1, attempts=1, is_quiet=True)
    atexit.register(pool.kill)
    return pool


def _look(folder: Path, chroma_key: str, database: str, is_full: bool) -> dict[str, Any]:
    try:
        with Archive(folder, chroma_key=chroma_key, database=database) as archive:
            archive.catalogue.engine.read_damaged()
            return _state(archive, archive.vectors, is_full)
    except ArchiveError as error:
        return {"error": str(error).partition("; ")[0]}
    except BaseException as error:  # a panic of Chroma's is no Exception
        return {"error": shorten(f"Chroma fails with {type(error).__name__}: {error}", 200)}


def _state(archive: Archive, vectors: VectorStore, is_full: bool) -> dict[str, Any]:
    catalogue = archive.catalogue
    wanted = sorted(catalogue.all_vectors())
    doubtful = set(changes.doubtful(catalogue))
    names = wanted if is_full else _some(wanted, _SAMPLE)
    count = vectors.count()
    orphaned = len(vectors.ids() - doubtful - set(wanted)) if is_full else 0
    missing = len(vectors.missing(names))
    if not (is_full or missing):
        orphaned = max(0, count - len(wanted) - len(doubtful))
        missing = max(0, len(wanted) - count)
    return {
        "count": count,
        "missing": missing,
        "orphaned": orphaned,
        "astray": _astray(archive, vectors, _some(wanted, _ASKED)),
        "doubtful": len(doubtful),
    }


def _astray(archive: Archive, vectors: VectorStore, names: list[str]) -> int:
    """How many vectors are not found by themselves."""
    kept = embeddings.kept(archive.catalogue, archive.catalogue.fact("identity"), names)
    found = [vectors.nearest(v.vector.tolist(), 1) for v in kept.values()]
    return sum(not near or near[0][1] < 0.99 for near in found)


def _some(names: list[str], number: int) -> list[str]:
    return random.Random(0).sample(names, min(number, len(names)))
