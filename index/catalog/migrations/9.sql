-- What the pages count by: months, sources, languages and authors, without reading texts.
DROP INDEX versions_by_day;
CREATE INDEX versions_by_day ON versions (published, source, known, language, authors);
CREATE INDEX articles_by_current ON articles (current)
