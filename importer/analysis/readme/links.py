"""Addresses in a README to addresses that work on our page.

A README's relative links mean files beside it, at the commit it was read from.
"""

import posixpath
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

from importer.snapshot import RepoSnapshot

ID_PREFIX = "readme-"
"""Before every id in a README, so that none can pose as one of the page's own."""

SCHEMES = frozenset({"http", "https", "mailto"})

# Browsers drop these wherever they stand in an address, so ``java\nscript:`` is a scheme to them.
_DROPPED = dict.fromkeys(map(ord, "\t\n\r"))
# Which of GitHub's two themes an image is for; the page's style sheet goes by them.
_THEMES = frozenset({"gh-dark-mode-only", "gh-light-mode-only"})
_TRIMMED = "".join(map(chr, range(0x21)))


@dataclass(frozen=True, slots=True)
class RepoLinks:
    """Resolves the addresses of one file of one repository.

    :param directory: of the file they stand in, from the root; empty for the root itself.
    :param folders: paths of all folders, so that links to them show a listing.
    """

    web_url: str
    raw_url: str
    commit: str
    directory: str = ""
    folders: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, snapshot: RepoSnapshot, path: str) -> "RepoLinks":
        return cls(
            web_url=snapshot.web_url,
            raw_url=snapshot.raw_url,
            commit=snapshot.commit or "HEAD",
            directory=posixpath.dirname(path),
            folders=frozenset(entry.path for entry in snapshot.tree if entry.kind == "tree"),
        )

    def link(self, address: str) -> str | None:
        """Where a link leads; None if it must not be one."""
        parts = _split(address)
        if parts is None or parts.scheme or parts.netloc:
            return _absolute(parts)
        if not parts.path:
            return f"#{ID_PREFIX}{_fragment(parts)}" if parts.fragment else None
        path = self._resolve(parts.path)
        kind = "tree" if not path or path in self.folders or parts.path.endswith("/") else "blob"
        query = f"?{_requote(parts.query)}" if parts.query else ""
        fragment = f"#{_requote(parts.fragment)}" if parts.fragment else ""
        return f"{self.web_url}/{kind}/{self.commit}/{quote(path)}".rstrip("/") + query + fragment

    def image(self, address: str) -> str | None:
        """Where an image's bytes are; None if it must not be shown."""
        parts = _split(address)
        if parts is None or parts.scheme == "mailto":
            return None
        if parts.scheme or parts.netloc:
            return self._image_elsewhere(parts)
        path = self._resolve(parts.path)
        theme = f"#{parts.fragment}" if parts.fragment in _THEMES else ""
        return f"{self.raw_url}/{self.commit}/{quote(path)}{theme}" if path else None

    def image_set(self, candidates: str) -> str | None:
        """A ``srcset`` with every candidate resolved; those that must not be shown are left out.

        Split at commas followed by space as well as at bare ones: an address with a comma in it
        loses, but cannot smuggle anything in.
        """
        found = []
        for candidate in candidates.split(","):
            address, *descriptor = candidate.split()[:2] or [""]
            if address and (image := self.image(address)):
                found.append(" ".join([image.replace(",", "%2C"), *descriptor]))
        return ", ".join(found) or None

    def _image_elsewhere(self, parts: SplitResult) -> str | None:
        """Pages that show an image on the forge are not images; its raw address is."""
        address = _absolute(parts)
        for page in (f"{self.web_url}/blob/", f"{self.web_url}/raw/"):
            if address and address.startswith(page):
                theme = f"#{parts.fragment}" if parts.fragment in _THEMES else ""
                path = address.removeprefix(page).partition("#")[0].partition("?")[0]
                return f"{self.raw_url}/{path}{theme}"
        return address

    def _resolve(self, path: str) -> str:
        """From the repository's root, with ``..`` never leading out of it."""
        path = unquote(path).replace("\\", "/")
        base = [] if path.startswith("/") else self.directory.split("/")
        resolved: list[str] = []
        for part in [*base, *path.split("/")]:
            if part == "..":
                del resolved[-1:]
            elif part not in ("", "."):
                resolved.append(part)
        return "/".join(resolved)


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address.strip(_TRIMMED).translate(_DROPPED))
    except ValueError:
        return None


def _absolute(parts: SplitResult | None) -> str | None:
    if parts is None:
        return None
    if parts.scheme == "mailto":
        return f"mailto:{_requote(parts.path)}"
    if parts.scheme in ("http", "https", "") and parts.netloc:
        return parts._replace(scheme=parts.scheme or "https").geturl()
    return None


def _fragment(parts: SplitResult) -> str:
    return _requote(parts.fragment.removeprefix("user-content-"))


def _requote(text: str) -> str:
    return quote(text, safe="/?:@!$&'()*+,;=-._~%[]")
