"""What is known about ecosystems: one data file each, read and validated once (`catalog.catalog`)."""
