"""Words and dates of a text, for use in every stage."""
