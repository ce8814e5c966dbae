-- Answers as they were given, and what they have cost. Moments are UTC seconds, to be compared.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- `answer` is the JSON that `assistant ask --json` prints, byte for byte; `trace` is how it came about.
CREATE TABLE answers (
  id TEXT PRIMARY KEY,
  asked REAL NOT NULL,
  conversation TEXT NOT NULL,
  answer TEXT NOT NULL,
  trace TEXT NOT NULL
);
CREATE INDEX answers_by_time ON answers (asked);
CREATE INDEX answers_by_conversation ON answers (conversation, asked);
-- The versions that the citations of an answer point into.
CREATE TABLE cited (
  answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
  article TEXT NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (answer, article, version)
) WITHOUT ROWID;
CREATE TABLE feedback (
  key INTEGER PRIMARY KEY,
  answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
  given REAL NOT NULL,
  verdict TEXT NOT NULL, citation INTEGER, sentence TEXT, note TEXT, by TEXT
);
CREATE INDEX feedback_by_answer ON feedback (answer);
-- One row a model asked for an answer, whether or not the answer was kept: no word of it is here.
-- `reserved` is set aside for a request that may be under way, `dollars` is NULL without a price.
CREATE TABLE spending (
  answer TEXT NOT NULL,
  model TEXT NOT NULL,
  asked REAL NOT NULL,
  conversation TEXT NOT NULL,
  input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, estimated INTEGER NOT NULL,
  dollars REAL, reserved REAL NOT NULL,
  PRIMARY KEY (answer, model)
) WITHOUT ROWID;
CREATE INDEX spending_by_time ON spending (asked);
CREATE INDEX spending_by_conversation ON spending (conversation);
