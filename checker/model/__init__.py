"""The values that travel between stages: frozen, slotted, plain, standard library only."""
