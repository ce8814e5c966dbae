"""Cells of a notebook: %ask, and answers that appear as they are written."""
