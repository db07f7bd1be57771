"""The configuration files of CI systems, each read by its own structure."""
