-- What sources and languages are counted by, in the order that they are grouped in.
CREATE INDEX versions_by_outlet ON versions (source, language, published, known, authors)
