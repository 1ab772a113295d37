"""Where each part of a page comes from, in words."""

from dataclasses import dataclass
from typing import Any

from importer.web.project_view import ProjectView

_DESCRIPTIONS = {
    "forge": "the repository’s own description at the forge",
    "readme": "the first sentence of the README that says what it is",
    "manifest": "the manifest at the root",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """:param url: of the file, if it is one."""

    part: str
    source: str
    url: str = ""


def origins(view: ProjectView) -> list[Origin]:
    """Of what the page shows, in its order; parts that are missing are passed over."""
    found = [_field(view, "description", "Description", _description(view.analysis))]
    found.append(_picture(view))
    found.append(_field(view, "quote", "Quote", "the README" if view.quote else ""))
    if view.categories:
        found.append(
            _field(view, "categories", "Categories", "topics, words and tech stack; each says why")
        )
    if view.topics:
        found.append(_field(view, "topics", "Topics", "the forge, manifests and the tech stack"))
    if view.languages:
        estimated = any(one.get("code") == "LANGUAGES_ESTIMATED" for one in view.warnings)
        counted = "the forge’s count of bytes"
        found.append(Origin("Languages", "the names of the files" if estimated else counted))
    if path := (view.licence or {}).get("path"):
        found.append(Origin("Licence", str(path), view.licence_url))
    if readme := view.readme():
        found.append(Origin("README", readme.path, view.blob_url(readme.path)))
    if view.features:
        found.append(Origin("Features", "the README’s own list"))
    return [origin for origin in found if origin and origin.source]


def _field(view: ProjectView, field: str, part: str, imported: str) -> Origin:
    return Origin(part, "the owner of this page" if field in view.edits else imported)


def _picture(view: ProjectView) -> Origin:
    """One that no README shows is named by its file."""
    hero = view.hero
    if hero is None or "hero" in view.edits:
        return _field(view, "hero", "Picture", "")
    images = view.analysis.get("images") or []
    told: dict[str, Any] = next((one for one in images if one.get("url") == hero.url), {})
    path = str(told.get("source") or "") if told.get("from_tree") else ""
    return Origin("Picture", path or "the README", view.blob_url(path) if path else "")


def _description(analysis: dict[str, Any]) -> str:
    return _DESCRIPTIONS.get(str(analysis.get("description_source") or ""), "")
