"""Errors that a person can act on: the message says what was wrong and what to do."""


class ArchiveError(Exception):
    """The archive or its input cannot be used; the message is one line for a person."""


class DamagedError(ArchiveError):
    """Chroma's index cannot be used. Nothing is lost: it can be made again from the catalogue."""
