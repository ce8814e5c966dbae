"""Makes the models and constants that the package ships: run by hand, never by the suite."""
