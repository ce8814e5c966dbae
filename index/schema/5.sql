-- Which versions lie within a scope, told without reading their texts.
CREATE INDEX versions_by_scope ON versions (source, published, known);
CREATE INDEX versions_by_day ON versions (published, source, known);
DROP INDEX versions_by_source;
