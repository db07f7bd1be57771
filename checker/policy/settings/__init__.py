"""checker.yml: where it lies, who may have written it, and what it says."""
