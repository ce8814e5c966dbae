"""Errors with a message for a person: what is wrong and what to do."""


class ArchiveError(Exception):
    """The archive or its input cannot be used; the text is one line."""
