"""Audits: targets and a policy in, results and an exit code out."""
