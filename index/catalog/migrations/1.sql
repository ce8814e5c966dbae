-- The catalogue: the truth about an archive. Times are UTC seconds (for comparing) beside ISO 8601
-- (as given). `articles.current` is the version that is searched; only its chunks are kept.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, current INTEGER);
CREATE TABLE versions (
  key INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL, title TEXT, source TEXT, url TEXT, authors TEXT NOT NULL,
  published_at TEXT, updated_at TEXT, section TEXT, language TEXT, path TEXT,
  metadata TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  published REAL, known REAL,
  UNIQUE (article, number)
);
CREATE INDEX versions_by_path ON versions (path);
CREATE TABLE sentences (
  version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
  number INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  PRIMARY KEY (version, number)
) WITHOUT ROWID;
CREATE TABLE chunks (
  key INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, tokens INTEGER NOT NULL,
  vector TEXT NOT NULL UNIQUE,
  UNIQUE (version, number)
);
-- Vectors that may be in Chroma and should not: written before Chroma is touched, emptied after.
CREATE TABLE doubtful (vector TEXT PRIMARY KEY) WITHOUT ROWID;
-- Title and text of each chunk, by the chunk's key. Contentless: the words are here, the text is not.
CREATE VIRTUAL TABLE words USING fts5 (
  title, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
