-- Vectors go from here into one collection of Chroma's, with their texts, by whoever opens the archive.
INSERT INTO facts VALUES ('unfilled', '1')
