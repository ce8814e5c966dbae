"""How good are the answers? Datasets in, figures with their uncertainty out."""
