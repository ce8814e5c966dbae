"""The catalogue: the SQL part of an archive, and the truth about it."""
