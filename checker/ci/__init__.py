"""What CI runs, whichever system runs it."""
