"""How far we agree with other tools, question by question, and who is right where we do not."""
