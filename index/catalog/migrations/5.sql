-- Which versions lie within a scope, told without reading their texts.
CREATE INDEX versions_by_scope ON versions (source, published, known);
CREATE INDEX versions_by_day ON versions (published, source, known);
DROP INDEX versions_by_source;
-- What was odd in an input: said again by each run that finds it unchanged.
CREATE TABLE notices (
  input INTEGER NOT NULL REFERENCES inputs (key) ON DELETE CASCADE,
  place TEXT NOT NULL, reason TEXT NOT NULL
);
CREATE INDEX notices_by_input ON notices (input);
