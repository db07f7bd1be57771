"""Scores over time, as text: one module per format, each a function from a trend to text."""
