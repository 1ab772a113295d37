"""How fast and how big Repofolio is: one command per figure, ``python -m bench NAME``."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
