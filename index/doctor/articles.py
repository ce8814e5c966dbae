"""Checks of what the articles say: dates, lengths, letters, languages, copies, hostile words."""

from datetime import UTC, datetime

from index.archive import Archive
from index.catalog import boilerplate_lines, reprints
from index.doctor.check_result import SHOWN, Finding, counted, shown
from index.prompt_injection import is_hostile

_CURRENT = "FROM versions JOIN articles ON articles.current = versions.key"
# Without the country: en of en-GB and en_US.
_LANGUAGE = "lower(substr(language, 1, instr(replace(language, '_', '-') || '-', '-') - 1))"
_FEW_CHARACTERS = 100
# What UTF-8 looks like that was read as windows-1252: é, ’, “ and a no-break space.
_MOJIBAKE = ("\ufffd", "Ã©", "â€™", "â€œ", "Â\u00a0")
_SENTENCES = 20_000  # that are looked at unless in full
_ALL = 2**62  # more than there are
_SHORT = 60  # code points of a line


def check_dates(archive: Archive, is_full: bool) -> Finding:
    """Articles without a date are found by no span of time; future dates are wrong."""
    now = datetime.now(UTC).timestamp() + 86_400
    future = _ids(archive, "published > ? OR known > ?", now, now)
    if future:
        told = counted(len(future), "article is", "articles are")
        message = f"{told} dated in the future: {shown(future)}"
        return Finding("dates", "warning", message, "correct their files and index them again")
    undated = _ids(archive, "published IS NULL")
    told = counted(len(undated), "article has", "articles have")
    return Finding("dates", "fine", f"{told} no date")


def check_lengths(archive: Archive, is_full: bool) -> Finding:
    """Texts of a line or less are mostly what is left of a page that was not understood."""
    short = _ids(archive, "length(text) < ?", _FEW_CHARACTERS)
    if short:
        told = counted(len(short), "text has", "texts have")
        message = f"{told} fewer than {_FEW_CHARACTERS} characters: {shown(short)}"
        return Finding("texts", "warning", message, "check whether their files contain an article")
    return Finding("texts", "fine", "no text is nearly empty")


def check_encoding(archive: Archive, is_full: bool) -> Finding:
    """Letters that were lost or read in a wrong encoding."""
    damaged = _ids(
        archive,
        " OR ".join("instr(text, ?) > 0" for _ in _MOJIBAKE),
        *_MOJIBAKE,
    )
    if damaged:
        told = counted(len(damaged), "text has", "texts have")
        message = f"{told} damaged letters: {shown(damaged)}"
        return Finding(
            "encoding", "warning", message, "save their files as UTF-8 and index them again"
        )
    return Finding("encoding", "fine", "no damaged letters")


def check_languages(archive: Archive, is_full: bool) -> Finding:
    """How many articles say that they are in which language."""
    rows = archive.catalogue.connection.execute(
        f"SELECT COALESCE({_LANGUAGE}, 'unknown'), COUNT(*) {_CURRENT}"
        " GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    told = ", ".join(f"{count:,} {language}" for language, count in rows)
    return Finding("languages", "fine", told or "no articles")


def check_duplicates(archive: Archive, is_full: bool) -> Finding:
    """The same text under several ids."""
    rows = archive.catalogue.connection.execute(
        f"SELECT MIN(id), COUNT(*) {_CURRENT} GROUP BY text HAVING COUNT(*) > 1"
    ).fetchall()
    if rows:
        copies = sum(count - 1 for _, count in rows)
        told = counted(copies, "article is a copy", "articles are copies")
        message = f"{told} of another: {shown([row[0] for row in rows])}"
        return Finding("duplicates", "warning", message, "assistant articles remove ID")
    near = [group[1:] for group in reprints.groups(archive.catalogue)]
    told = counted(sum(map(len, near)), "article nearly repeats", "articles nearly repeat")
    return Finding("duplicates", "fine", f"no text occurs twice; {told} another")


def check_boilerplate(archive: Archive, is_full: bool) -> Finding:
    """Lines of many articles of one source, which are left out of every chunk; in full, all."""
    lines = boilerplate_lines.found(archive.catalogue)
    waiting = len(boilerplate_lines.to_chunk(archive.catalogue, _ALL))
    told = [
        f"“{line.text if is_full else line.text[:_SHORT]}” ({line.source}, {line.articles:,})"
        for line in (lines if is_full else lines[:SHOWN])
    ]
    more = ["..."] if len(lines) > len(told) else []
    message = counted(len(lines), "line is left out", "lines are left out")
    message += ": " + ", ".join(told + more) if told else ""
    if waiting:
        have = counted(waiting, "article still has", "articles still have")
        message += f"; {have} them in {'its' if waiting == 1 else 'their'} chunks"
        return Finding("boilerplate", "warning", message, "any `assistant index` leaves them out")
    return Finding("boilerplate", "fine", message)


def check_hostile(archive: Archive, is_full: bool) -> Finding:
    """Sentences that address a language model: stored, never given as evidence."""
    rows = archive.catalogue.connection.execute(
        "SELECT id, substr(text, start + 1, end - start) FROM sentences"
        " JOIN versions ON versions.key = version JOIN articles ON articles.current = versions.key"
        " ORDER BY versions.key DESC" + ("" if is_full else f" LIMIT {_SENTENCES}")
    )
    found = [(name, " ".join(text.split())) for name, text in rows if is_hostile(text)]
    if not found:
        return Finding("hostile", "fine", "no sentence addresses a language model")
    message = counted(len(found), "sentence addresses", "sentences address")
    told = shown([f"{name}: {text[:80]!r}" for name, text in found], "; ")
    message += f" a language model: {told}"
    return Finding(
        "hostile", "warning", message, "none is used as evidence; check where they come from"
    )


def _ids(archive: Archive, condition: str, *values: object) -> list[str]:
    rows = archive.catalogue.connection.execute(
        f"SELECT id {_CURRENT} WHERE {condition} ORDER BY id", values
    )
    return [row[0] for row in rows]
