"""Backups of archives: consistent while others write, incremental, with checksums.

A backup holds what cannot be made again: the SQLite files. Chroma's index is derived from them.
"""
