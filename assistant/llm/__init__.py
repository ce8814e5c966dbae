"""Chat models and the models of the package: requests, replies, prices, budgets."""
