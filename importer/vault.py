"""Secrets at rest: what people entrust to us is stored sealed, the key is kept elsewhere.

MultiFernet (cryptography): AES-128-CBC with HMAC-SHA256. The first key seals, all of them open.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from importer.key_files import publish_secret, refuse_readable_by_others

# The present key and the one before it: what was sealed while keys changed can still be opened.
_KEPT = 2


class VaultLocked(Exception):
    """None of our keys opens this: it was sealed elsewhere, or the key is lost."""


def new_key() -> str:
    return Fernet.generate_key().decode("ascii")


class Vault:
    """Seals and opens short texts. Thread-safe.

    :param keys: those of the setting; where there are none, ``file`` holds them, one a line, and is
        made when the first secret is sealed.
    """

    def __init__(self, keys: Sequence[str], file: Path) -> None:
        self._fixed = tuple(keys)
        self._file = file
        self._box: MultiFernet | None = None

    def seal(self, secret: str) -> str:
        # Read anew: another process may have changed the key, and the former one is not kept long.
        return self._unlock().encrypt(secret.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """:raises VaultLocked: no key fits."""
        try:
            return self._opened(sealed)
        except InvalidToken:
            pass
        # Another process may have changed the key since we read it.
        self._unlock()
        try:
            return self._opened(sealed)
        except InvalidToken as error:
            raise VaultLocked("The key that sealed this is not here.") from error

    def resealed(self, sealed: str) -> str:
        """The same secret under the newest key.

        :raises VaultLocked: no key fits.
        """
        return self.seal(self.open(sealed))

    def turn(self) -> bool:
        """Put a new key before the others; False where the keys are those of the setting."""
        if self._fixed:
            self._unlock()
            return False
        self._unlock()
        _replace(self._file, (new_key(), *self._keys())[:_KEPT])
        self._unlock()
        return True

    def _opened(self, sealed: str) -> str:
        return (self._box or self._unlock()).decrypt(sealed.encode()).decode()

    def _unlock(self) -> MultiFernet:
        self._box = MultiFernet([Fernet(key) for key in self._keys()])
        return self._box

    def _keys(self) -> tuple[str, ...]:
        if self._fixed:
            return self._fixed
        if not self._file.exists():
            publish_secret(self._file, new_key() + "\n")
        refuse_readable_by_others(self._file)
        return tuple(self._file.read_text(encoding="ascii").split())


def _replace(file: Path, keys: Sequence[str]) -> None:
    handle, draft = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    with os.fdopen(handle, "w") as out:
        out.write("\n".join(keys) + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, file)
