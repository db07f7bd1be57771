"""Two audits compared, as text: one module per format, each a function from a change to text."""
