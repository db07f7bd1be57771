"""Markdown for pull requests, job summaries and the reference pages."""
