-- When a version was received (Unix seconds); not known of those of earlier layouts.
ALTER TABLE versions ADD COLUMN received REAL;
CREATE INDEX versions_by_receipt ON versions (received);
-- Feeds that are watched. Times are Unix seconds. `page`, `etag` and `modified` are what the server
-- gave to ask whether the feed has changed.
CREATE TABLE subscriptions (
  key INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  page TEXT NOT NULL DEFAULT '', etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
  checked REAL, due REAL NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, problem TEXT
);
-- Entries that are in a feed now: `digest` is of what it says of them, `first` when they were first
-- read, `due` when their pages are next; an entry whose page was given up has none.
CREATE TABLE visits (
  subscription INTEGER NOT NULL REFERENCES subscriptions (key) ON DELETE CASCADE,
  name TEXT NOT NULL, digest TEXT NOT NULL,
  page TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
  first REAL NOT NULL, due REAL, failures INTEGER NOT NULL,
  PRIMARY KEY (subscription, name)
) WITHOUT ROWID;
