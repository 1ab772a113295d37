"""Say less."""

LEVEL = "warning"
