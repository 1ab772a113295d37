"""A small mark for each technology: initials on one of a few grounds."""

import re
import zlib
from functools import lru_cache

_TONES = 6


@lru_cache(maxsize=1024)
def initials(name: str) -> str:
    """Two letters: ``PostgreSQL`` → ``Po``, ``Ruby on Rails`` → ``RR``."""
    words: list[str] = re.findall(r"\w+", name)
    capitals = [word[0] for word in words if word[0].isupper()]
    if len(capitals) > 1:
        return capitals[0] + capitals[-1]
    return (words[0] if words else name)[:2].capitalize()


def tone(name: str) -> int:
    """Which of the grounds, always the same for the same name."""
    return zlib.crc32(name.lower().encode()) % _TONES
