"""The expression language: CEL, its functions, and the facts that it knows."""
