"""Answers, passages and timelines as text, HTML, Markdown, tables and references."""
