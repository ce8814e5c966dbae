"""Data that the stages of the chain pass to each other; no input or output."""
