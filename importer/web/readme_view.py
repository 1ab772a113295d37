"""A project's README as its page shows it: one of its languages, block by block."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from importer.models import Project
from importer.web.hosted_images import HostedImages

_WITH_PARTIAL = frozenset({"fold", "details", "diagram", "video", "gallery", "badges", "action"})
"""Kinds of blocks that ``templates/partials/blocks/`` has something for."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One language of a README.

    :param label: the language's own name for itself.
    :param is_shown: it is the one on the page.
    """

    label: str
    language: str
    path: str
    is_shown: bool


class ReadmeView:
    """Read-only. Projects imported before there were blocks have their README in one piece.

    :param wanted: path of the README asked for; one that is not there gives the first.
    """

    def __init__(self, project: Project, wanted: str = "") -> None:
        known = list(project.readmes or [])
        self._known = known or _from_before(project)
        named = (one for one in self._known if one["path"] == wanted)
        self._shown: dict[str, Any] = next(named, self._known[0] if self._known else {})

    def __bool__(self) -> bool:
        return bool(self._shown)

    @property
    def path(self) -> str:
        return str(self._shown["path"])

    @property
    def is_cut(self) -> bool:
        return bool(self._shown.get("truncated"))

    @property
    def language(self) -> str:
        """As BCP 47 has it, or empty."""
        return str(self._shown.get("language") or "")

    @property
    def direction(self) -> str:
        """``auto`` where nobody has looked."""
        return str(self._shown.get("direction") or "auto")

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return list(self._shown.get("blocks") or [])

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The sections that can be linked to."""
        return list(self._shown.get("contents") or [])

    @property
    def tabs(self) -> list[Tab]:
        """None where there is only one language."""
        if len(self._known) < 2:
            return []
        return [
            Tab(
                one.get("label") or one["path"],
                one.get("language") or "",
                one["path"],
                one is self._shown,
            )
            for one in self._known
        ]


def pieces(blocks: list[dict[str, Any]], hosted: HostedImages) -> Iterator[Markup | dict[str, Any]]:
    """Blocks that a partial shows, and between them the HTML of all the others in one piece: a
    long README has hundreds, of which a template would make ten times the work."""
    for is_special, run in groupby(blocks, lambda block: block["kind"] in _WITH_PARTIAL):
        if is_special:
            yield from run
        else:
            html = "\n".join(hosted.readme(block["html"]) for block in run)
            yield Markup(html)  # noqa: S704 - sanitised when it was imported


def _from_before(project: Project) -> list[dict[str, Any]]:
    if not project.readme_html:
        return []
    described = (project.analysis or {}).get("readme") or {"path": "README"}
    return [described | {"blocks": [{"kind": "text", "html": project.readme_html}]}]
