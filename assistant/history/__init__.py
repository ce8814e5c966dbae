"""Answers kept: what was answered, how it came about, what it cost, what people said of it."""
