"""What SQLite and PostgreSQL spell differently, side by side.

What one can be made from the other by rule is written in SQLite's way and turned by
index/catalog/postgres/translation.py; the word index has two files, fts5.py and postgres/words.py.
"""

from dataclasses import dataclass

_DAY = 24 * 3600
_LISTS = "'[' || {}(NULLIF(substr(authors, 2, length(authors) - 2), ''), ', ') || ']'"


@dataclass(frozen=True, slots=True)
class Dialect:
    """Parts of queries, and what the catalogue asks of them; `name` is for those elsewhere.

    `names` is a table of a version's authors, in its column `value`; `all_names` are those of all
    versions together, and `list` all values of a column, as JSON. `searched` is the condition that
    a version is its article's current one. `day` is the whole days from 1970 to a version's
    publication, those before it negative. `asked_on` is the day (UTC) of the column `asked`, as
    2024-03-01. `via` names the index that SQLite walks through, where it would choose another.
    """

    name: str
    names: str
    all_names: str
    list: str
    searched: str
    day: str
    asked_on: str
    via: str


SQLITE = Dialect(
    name="sqlite",
    names="json_each(versions.authors) AS names",
    all_names=_LISTS.format("group_concat"),
    list="json_group_array({})",
    # The others are few, as a rule, so that this costs half of a look at the article of each.
    searched="versions.key NOT IN (SELECT versions.key FROM articles"
    " JOIN versions ON versions.article = articles.key"
    " WHERE articles.current IS NULL OR articles.current <> versions.key)",
    # The addend keeps those before 1970 from being rounded to the next day.
    day=f"CAST(published / {_DAY} + 1000000 AS INTEGER) - 1000000",
    asked_on="strftime('%Y-%m-%d', asked, 'unixepoch')",
    via="INDEXED BY {}",
)
POSTGRESQL = Dialect(
    name="postgresql",
    # A NUL in a name cannot be told by PostgreSQL's JSON.
    names="LATERAL json_array_elements_text(replace(versions.authors, '\\u0000', '')::json)"
    " AS names (value) ON TRUE",
    all_names=_LISTS.format("string_agg"),
    list="CAST(json_agg({}) AS TEXT)",
    # NOT IN compares each version with each of the others where it expects many of these.
    searched="versions.key IN (SELECT current FROM articles)",
    day=f"CAST(floor(published / {_DAY}) AS BIGINT)",
    asked_on="to_char(to_timestamp(asked) AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
    via="",
)
