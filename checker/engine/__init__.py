"""Judges facts by a policy: pure, without I/O and without a clock."""
