"""Generation: from evidence to a draft, by a model or by quoting."""
