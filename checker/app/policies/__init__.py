"""Policies: compiled, tested, listed and documented."""
