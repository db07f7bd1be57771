"""Standards Checker: audits Git repositories against a team's own engineering standards."""

__version__ = "0.1.0"
