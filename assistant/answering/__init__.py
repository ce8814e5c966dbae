"""Evidence -> answer: written by a model or quoted, checked, or withheld."""
