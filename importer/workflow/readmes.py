"""A project's READMEs as they are stored: apart from what else was concluded, for their size."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from importer.models import Project

Stored = dict[str, Any]


def taken_out(concluded: Stored) -> list[Stored]:
    """What goes into ``Project.readmes``; ``concluded`` keeps the rest of what it said of them.

    :param concluded: ``Analysis.to_json``; its documents lose their blocks.
    """
    documents = [concluded["readme"], *concluded["translations"]] if concluded["readme"] else []
    whole = [dict(document) for document in documents]
    for document in documents:
        del document["blocks"]
    return whole


def html_of(project: Project) -> str:
    """The README in one piece, its translations behind it, whichever way it is stored."""
    if not project.readmes:
        return project.readme_html
    return "\n".join(joined(document["blocks"]) for document in project.readmes)


def films_of(project: Project) -> list[str]:
    """Addresses of the films its READMEs show."""
    return [
        str(block["url"])
        for document in project.readmes or []
        for block in _each(document["blocks"])
        if block["kind"] == "video" and block.get("url")
    ]


def _each(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for block in blocks:
        yield block
        yield from _each(block.get("blocks", ()))


def joined(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Blocks as they stand in the database, as HTML."""
    return "\n".join(map(_whole, blocks))


def _whole(block: Mapping[str, Any]) -> str:
    html, inside = str(block["html"]), joined(block.get("blocks", ()))
    match block["kind"]:
        case "fold":
            start = f'<details class="folded"><summary>{html}</summary>'
            return f'{start}<div class="folded-body">{inside}</div></details>'
        case "details":
            is_open = ' open=""' if block.get("is_open") else ""
            summary = f"<summary>{html}</summary>" if html else ""
            return f"<details{is_open}>{summary}{inside}</details>"
    return html
