"""The pictures a page can open with: what its README shows, as far as the analysis offers it."""

from dataclasses import dataclass

from importer.models import Project
from importer.web.filters import safe_url


@dataclass(frozen=True, slots=True)
class Picture:
    """:param url: http or https.
    :param alt: what it shows, or empty."""

    url: str
    alt: str


def pictures(project: Project) -> list[Picture]:
    """What the owner may choose from, the best first."""
    analysis = project.analysis or {}
    offered = [analysis.get("hero") or {}, *(analysis.get("images") or [])]
    found: dict[str, Picture] = {}
    for one in offered:
        if url := safe_url(one.get("url")):
            found.setdefault(url, Picture(url, str(one.get("alt") or "")))
    return list(found.values())


def hero(project: Project) -> Picture | None:
    """The picture the page opens with; None where there is none, or the owner wants none."""
    edited = (project.edits or {}).get("hero")
    offered = pictures(project)
    if edited is None:
        chosen = safe_url(((project.analysis or {}).get("hero") or {}).get("url"))
    else:
        chosen = edited
    return next((one for one in offered if one.url == chosen), None)
