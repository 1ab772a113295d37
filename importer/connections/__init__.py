"""People's own accounts at forges: connecting them, their tokens, the mirror of what they see."""
