"""From the names of policies to one policy, with every mistake located."""
