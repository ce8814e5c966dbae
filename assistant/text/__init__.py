"""Words and dates of a text: what every stage may use."""
