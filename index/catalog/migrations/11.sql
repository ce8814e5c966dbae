-- What scopes and counts ask of versions that are known by their keys: their rows have the texts.
DROP INDEX versions_by_outlet;
CREATE INDEX versions_by_key
  ON versions (key, article, source, language, published, known, authors)
