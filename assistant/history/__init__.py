"""Recorded answers: how they were made, what they cost, and the feedback on them."""
