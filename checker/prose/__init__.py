"""Reads documentation pages, and finds in them what they speak of and state."""
