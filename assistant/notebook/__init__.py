"""Notebooks: %ask, and answers that appear while they are written."""
