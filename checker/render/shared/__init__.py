"""What all formats agree on: order, words, numbers, links, and who may see what."""
