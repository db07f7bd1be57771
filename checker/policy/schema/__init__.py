"""What YAML files may hold: kinds of values that read a node and describe themselves as JSON Schema."""
