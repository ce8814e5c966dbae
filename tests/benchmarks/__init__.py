"""Figures for the README: run by hand, never by the test suite."""
