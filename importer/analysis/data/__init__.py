"""Data files that come with the analysis, and the way to read them."""

import json
from pathlib import Path
from typing import Any


def load(name: str) -> Any:
    """The content of one of this folder's JSON files."""
    return json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
