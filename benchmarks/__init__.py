"""CPU time and memory against targets: `make bench`."""
