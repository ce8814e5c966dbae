"""Question -> evidence: what is asked, and the chunks that may answer it."""
