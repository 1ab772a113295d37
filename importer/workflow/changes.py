"""What a refresh has changed, told to the owner field by field."""

import re
from collections.abc import Callable
from typing import Any

from importer.workflow.edits import imported_values
from importer.workflow.imported import Columns
from importer.workflow.readmes import joined

# Lists longer than this are told by what came and went.
_LONGEST_LIST = 6
_LONGEST_TEXT = 300
_TAG = re.compile("<[^>]*>")

Change = dict[str, str]
"""``field``, ``label``, ``old`` and ``new``; empty texts mean that there is, or was, nothing."""


def changes(old: Columns, new: Columns) -> list[Change]:
    """In the order in which the page shows them; counts that move every day are left out."""
    found = []
    for field, label, tell in _FIELDS:
        before, after = tell(old), tell(new)
        if before != after:
            old_text, new_text = _both(field, before, after)
            found.append({"field": field, "label": label, "old": old_text, "new": new_text})
    return found


Told = str | list[str]


def _both(field: str, before: Told, after: Told) -> tuple[str, str]:
    if field == "readme":
        before, after = _words(str(before)), _words(str(after))
        return before, f"{after}, reworded" if before == after else after
    return _short(before, after), _short(after, before)


def _short(one: Told, other: Told) -> str:
    if isinstance(one, str):
        return one if len(one) <= _LONGEST_TEXT else one[: _LONGEST_TEXT - 1] + "…"
    if len(one) + len(other) <= _LONGEST_LIST:
        return ", ".join(one)
    # What both have says nothing of the change.
    only = [item for item in one if item not in other]
    more = f" and {len(only) - _LONGEST_LIST} more" if len(only) > _LONGEST_LIST else ""
    return ", ".join(only[:_LONGEST_LIST]) + more


def _edited(field: str) -> Callable[[Columns], Told]:
    def tell(columns: Columns) -> Told:
        value = imported_values(columns["path"], columns["analysis"] or {})[field]
        return value if isinstance(value, list) else str(value or "")

    return tell


def _fact(name: str) -> Callable[[Columns], str]:
    return lambda columns: str((columns["facts"] or {}).get(name) or "")


def _flags(columns: Columns) -> list[str]:
    facts = columns["facts"] or {}
    return [name for name in ("archived", "fork", "template", "mirror") if facts.get(f"is_{name}")]


def _release(columns: Columns) -> str:
    return str(((columns["facts"] or {}).get("release") or {}).get("tag") or "")


def _licence(columns: Columns) -> str:
    licence = (columns["analysis"] or {}).get("licence") or {}
    return str(licence.get("spdx_id") or licence.get("name") or "")


def _named(field: str) -> Callable[[Columns], list[str]]:
    def tell(columns: Columns) -> list[str]:
        items = (columns["analysis"] or {}).get(field) or []
        return [_name(item) for item in items]

    return tell


def _name(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    constraint = " ".join(filter(None, (item.get("via"), item.get("constraint"))))
    return f"{item.get('name') or item.get('url')} {constraint}".strip()


def _readme(columns: Columns) -> str:
    blocks = [joined(document["blocks"]) for document in columns.get("readmes") or []]
    return "\n".join(blocks) or str(columns["readme_html"] or "")


def _words(html: str) -> str:
    return f"{len(_TAG.sub(' ', html).split()):,} words" if html else ""


def _commit(columns: Columns) -> str:
    return (columns["commit"] or "")[:10]


_FIELDS: tuple[tuple[str, str, Callable[[Columns], Told]], ...] = (
    ("path", "Repository", lambda columns: str(columns["path"])),
    ("title", "Title", _edited("title")),
    ("quote", "Quote", _edited("quote")),
    ("description", "Description", _edited("description")),
    ("categories", "Categories", _edited("categories")),
    ("visibility", "Visibility at the forge", _fact("visibility")),
    ("flags", "Kind", _flags),
    ("licence", "Licence", _licence),
    ("release", "Latest release", _release),
    ("links", "Links", _named("links")),
    ("features", "Features", _named("features")),
    ("readme", "README", _readme),
    ("stack", "Tech stack", _named("stack")),
    ("topics", "Topics", _edited("topics")),
    ("languages", "Main language", lambda columns: str(columns["primary_language"])),
    ("branch", "Default branch", _fact("default_branch")),
    ("commit", "Commit", _commit),
)
