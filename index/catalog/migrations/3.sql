-- Boilerplate: the short lines of each current version, as digests of source and line; `story` is a
-- digest of the version's longest line, so that copies of one story count once.
CREATE TABLE lines (
  line INTEGER NOT NULL,
  version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
  story INTEGER NOT NULL,
  PRIMARY KEY (line, version)
) WITHOUT ROWID;
CREATE INDEX lines_by_version ON lines (version);
-- Lines found to be boilerplate: no chunk holds them.
CREATE TABLE boilerplate (line INTEGER PRIMARY KEY, source TEXT NOT NULL, text TEXT NOT NULL);
-- Current versions that were cut into chunks before a line of theirs was found.
CREATE TABLE to_chunk (
  version INTEGER PRIMARY KEY REFERENCES versions (key) ON DELETE CASCADE
);
CREATE INDEX versions_by_source ON versions (source);
