"""What inputs are made for; each module makes and runs the inputs of one target."""
