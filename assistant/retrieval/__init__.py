"""Retrieval: from a query plan to the chunks and the evidence that may answer it."""
