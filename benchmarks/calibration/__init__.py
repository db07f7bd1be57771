"""Whether levels and scores separate well-run repositories from poorly run ones: `make calibrate`."""
