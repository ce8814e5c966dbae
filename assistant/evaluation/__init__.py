"""Evaluation: asks the questions of a dataset and computes figures with confidence intervals."""
