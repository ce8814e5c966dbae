"""Query planning: what a question asks for, and where to search."""
