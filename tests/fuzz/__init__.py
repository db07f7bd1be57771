"""Mutated inputs against every reader of what strangers write: `make fuzz`, and in short in the suite."""
