-- Inputs: what was read (a file, a page), and in which state. A stamp changes whenever the content
-- may have; an empty one means: read it again. `seen` counts runs: an article whose `seen` is less
-- than its input's is not in that input any more.
CREATE TABLE inputs (
  key INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, seen INTEGER NOT NULL
);
CREATE INDEX inputs_by_seen ON inputs (seen);
CREATE TABLE read_from (
  input INTEGER NOT NULL REFERENCES inputs (key) ON DELETE CASCADE,
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  seen INTEGER NOT NULL,
  PRIMARY KEY (input, article)
) WITHOUT ROWID;
CREATE INDEX read_from_by_article ON read_from (article);
-- The address of the Chroma server that has the vectors; empty: they lie in the archive's folder.
INSERT INTO facts VALUES ('chroma', '');
-- Tells this archive's vectors from others' on one server.
INSERT INTO facts VALUES ('archive', lower(hex(randomblob(8))));
-- The vectors themselves, float16, so that Chroma's index can be made anew without an embedder.
CREATE TABLE embedders (key INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE);
CREATE TABLE embeddings (
  chunk INTEGER NOT NULL REFERENCES chunks (key) ON DELETE CASCADE,
  embedder INTEGER NOT NULL REFERENCES embedders (key) ON DELETE CASCADE,
  data BLOB NOT NULL,
  PRIMARY KEY (chunk, embedder)
) WITHOUT ROWID;
-- Near-duplicates: MinHash bands of the current versions; texts that share one are compared.
CREATE TABLE bands (
  band INTEGER NOT NULL,
  version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
  PRIMARY KEY (band, version)
) WITHOUT ROWID;
CREATE INDEX bands_by_version ON bands (version);
