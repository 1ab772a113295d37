"""Files of keys beside the databases: made once, for this account alone."""

import contextlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

from importer.config_source import SHORTEST_KEY, ConfigError


def secret_key_file(instance: Path) -> str:
    """Read the key beside the databases, making it first if it is missing."""
    path = instance / "secret_key"
    if not path.exists():
        publish_secret(path, secrets.token_hex(32))
    refuse_readable_by_others(path)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < SHORTEST_KEY:
        raise ConfigError(f"{path} is too short to be a key; delete it to have a new one made.")
    return key


def publish_secret(path: Path, text: str) -> None:
    """Write a file for this account alone, unless there is one already.

    :raises ConfigError: its folder cannot be written.
    """
    # Written aside and linked: of two processes starting at once one wins, and neither ever
    # reads half a key.
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ConfigError(
            f"INSTANCE_PATH: nothing can be written in {path.parent} ({error.strerror})."
        ) from error
    with os.fdopen(handle, "w") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)


def refuse_readable_by_others(path: Path) -> None:
    """:raises ConfigError: the file's mode lets others than its owner read it."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError(f"{path} can be read by others; run: chmod 600 {path}")
