"""The use cases; the only place where all parts meet."""
