"""A check for sentences that address a language model: stored, never given as evidence."""

from index.archive import Archive
from index.doctor.finding import Finding
from index.injection import is_hostile

_SHOWN = 3
_SAMPLE = 20_000  # sentences that are looked at unless in full


def check_hostile(archive: Archive, is_full: bool) -> Finding:
    """Lists them with their article, so that somebody can look at its source."""
    rows = archive.catalogue.connection.execute(
        "SELECT id, substr(text, start + 1, end - start) FROM sentences"
        " JOIN versions ON versions.key = version JOIN articles ON articles.current = versions.key"
        " ORDER BY versions.key DESC" + ("" if is_full else f" LIMIT {_SAMPLE}")
    )
    found = [(name, " ".join(text.split())) for name, text in rows if is_hostile(text)]
    if not found:
        return Finding("hostile", "fine", "no sentence addresses a language model")
    shown = "; ".join(f"{name}: {text[:80]!r}" for name, text in found[:_SHOWN])
    more = "; ..." if len(found) > _SHOWN else ""
    message = f"{len(found)} sentences address a language model: {shown}{more}"
    return Finding(
        "hostile", "warning", message, "none is used as evidence; see where they come from"
    )
