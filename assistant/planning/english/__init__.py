"""Query planning without a model: rules for English questions."""
