-- What a search looks at in each of its candidates, so that it need not read their articles: the
-- stems of header and sentences (stems.py), and a vector of each sentence beside the chunk's.
CREATE TABLE stems (
  chunk INTEGER PRIMARY KEY REFERENCES chunks (key) ON DELETE CASCADE,
  data BLOB NOT NULL, ends BLOB NOT NULL
);
ALTER TABLE embeddings ADD COLUMN sentences BLOB;
-- In how many chunks a stem stands.
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, 'row');
