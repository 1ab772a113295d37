"""Repositories that change while the forge runs, and go back at a reset."""

import copy
from datetime import datetime, timedelta
from typing import Any

from tools.sample_forge.bundled import content_of
from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.model import Json, Release, Repository


class Pushes:
    """Remembers each repository as it was before its first change."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._before: dict[int, Repository] = {}
        self._pushed = 0

    def push(self, repository: str, files: dict[str, str | None], facts: Json) -> None:
        """A commit that writes ``files`` (None deletes one), and other ``facts`` of the repository.

        Without ``pushed_at`` among the facts a commit moves it by itself.

        :raises ValueError: there is no such repository, or no such fact.
        """
        known = self._catalogue.named(repository)
        if known is None:
            raise ValueError(f"no repository {repository!r}")
        self._before.setdefault(known.id, known)
        changed = copy.copy(known)
        for name in ("content", "languages"):
            changed.__dict__.pop(name, None)
        if files:
            self._pushed += 1
            moment = datetime.fromisoformat(known.pushed_at) + timedelta(minutes=self._pushed)
            changed.pushed_at = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, value in facts.items():
            _set(changed, name, value)
        if files:
            content = _content(known, files, changed.pushed_at)
            changed.load = lambda: content
        elif known.load:
            changed.load = lambda: known.content
        self._catalogue.replace(known, changed)

    def reset(self) -> None:
        for known in self._before.values():
            now = self._catalogue.numbered(known.id)
            if now is not None:
                self._catalogue.replace(now, known)
        self._before.clear()


def _set(repository: Repository, name: str, value: Any) -> None:
    if not hasattr(repository, name):
        raise ValueError(f"repositories have no {name!r}")
    if name == "releases":
        value = [Release(**one) for one in value]
    setattr(repository, name, value)


def _content(known: Repository, files: dict[str, str | None], when: str) -> Any:
    old = known.content
    kept = {
        entry.path: old.read(entry.path) or b""
        for entry in (old.entries if old else ())
        if entry.kind == "blob"
    }
    new = {path: text.encode() for path, text in files.items() if text is not None}
    gone = {path for path, text in files.items() if text is None}
    return content_of(
        {path: data for path, data in {**kept, **new}.items() if path not in gone}, when
    )
