"""Data that the stages of the chain pass on: no input or output."""
