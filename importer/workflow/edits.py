"""What the owner puts in the place of imported values, field by field.

Kept apart from what was imported, so that a refresh renews the one without touching the other and
each field can go back. Values are plain text; whoever shows them escapes them.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from importer.analysis.categories import CATEGORIES
from importer.database import writing
from importer.errors import InvalidInput, NotFound
from importer.models import Project
from importer.workflow import projects
from importer.workflow.sections import arrangement

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 500
LONGEST_QUOTE = 300
LONGEST_TOPIC = 50
MOST_TOPICS = 12
MOST_CATEGORIES = 2
LONGEST_ADDRESS = 2000

# Control characters, and those that turn the direction of what follows them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")

Edits = dict[str, Any]


def change(
    project: Project,
    edits: Edits,
    *,
    is_public: bool | None = None,
    is_showcase: bool | None = None,
    address: str = "",
) -> None:
    """Put the values given in the place of the imported ones; None takes an edit back.

    :param edits: by field; see :data:`FIELDS`.
    :param is_public, is_showcase: to be switched along with them; None leaves them as they are.
    :param address: where that was asked from, for the owner's log.
    :raises InvalidInput: a field or value is not acceptable; nothing was changed.
    :raises NotFound: the project has been deleted meanwhile.
    """
    accepted = {field: _checked(field, value) for field, value in edits.items()}
    with writing() as session:
        # Locked where the database has locks for rows: a refresh reads the edits to keep them.
        row = session.scalar(
            select(Project).where(Project.id == project.id).with_for_update(),
            execution_options={"populate_existing": True},
        )
        if row is None:
            raise NotFound("The project has been deleted.")
        if is_public not in (None, row.is_public):
            row.is_public = not row.is_public
            projects.note_visibility(session, row, is_public=row.is_public, address=address)
        row.is_showcase = row.is_showcase if is_showcase is None else is_showcase
        merged = {**(row.edits or {}), **accepted}
        row.edits = {field: value for field, value in merged.items() if value is not None}
        for column, shown in shown_columns(row.path, row.analysis or {}, row.edits).items():
            setattr(row, column, shown)


def shown_columns(path: str, analysis: dict[str, Any], edits: Edits) -> dict[str, Any]:
    """The columns in which a project is shown, listed and searched: edited, or else imported."""
    imported = imported_values(path, analysis)
    return {
        name: edits.get(name, imported[name])
        for name in ("title", "description", "categories", "topics")
    }


def imported_values(path: str, analysis: dict[str, Any]) -> Edits:
    """What each field would say without an edit."""
    return {
        "title": str(analysis.get("title") or path.rpartition("/")[2])[:LONGEST_TITLE],
        "description": str(analysis.get("description") or "")[:LONGEST_DESCRIPTION],
        "quote": str(analysis.get("quote") or ""),
        "categories": _names(analysis.get("categories")),
        "topics": _names(analysis.get("topics")),
        "hero": str((analysis.get("hero") or {}).get("url") or ""),
        "sections": None,
    }


def _names(items: Any) -> list[str]:
    return [str(item["name"]) if isinstance(item, dict) else str(item) for item in items or []]


def tidy(text: str) -> str:
    """One line without what cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _checked(field: str, value: Any) -> Any:
    check = FIELDS.get(field)
    if check is None:
        raise InvalidInput(field, "There is no such field.", suggestion=f"One of {_known()}.")
    return None if value is None else check(value)


def _known() -> str:
    return ", ".join(FIELDS)


def _line(field: str, name: str, longest: int, *, required: bool = False) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise InvalidInput(field, f"The {name} must be a text.")
        text = tidy(value)
        if required and not text:
            raise InvalidInput(field, f"The {name} must not be empty.")
        if len(text) > longest:
            raise InvalidInput(
                field,
                f"The {name} has {len(text)} characters; {longest} is the most.",
                suggestion="Shorten it.",
            )
        return text

    return check


def _categories(value: Any) -> list[str]:
    chosen = _texts("categories", value)
    unknown = [one for one in chosen if one not in CATEGORIES]
    if unknown:
        raise InvalidInput("categories", "One of the categories does not exist.")
    if len(chosen) > MOST_CATEGORIES:
        raise InvalidInput("categories", f"A project has at most {MOST_CATEGORIES} categories.")
    return chosen


def _topics(value: Any) -> list[str]:
    topics: dict[str, str] = {}
    for one in _texts("topics", value):
        topic = tidy(one).lstrip("#").strip()
        if len(topic) > LONGEST_TOPIC:
            raise InvalidInput("topics", f"A topic has at most {LONGEST_TOPIC} characters.")
        if topic:
            topics.setdefault(topic.lower(), topic)
    if len(topics) > MOST_TOPICS:
        raise InvalidInput("topics", f"A project has at most {MOST_TOPICS} topics.")
    return list(topics.values())


def _texts(field: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidInput(field, f"The {field} must be a list of texts.")
    return list(dict.fromkeys(value))


def _hero(value: Any) -> str:
    """An address the page offers, or empty for no picture. Which it offers only the page knows;
    an address it does not offer is not shown."""
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS or _UNSEEN.search(value):
        raise InvalidInput("hero", "That is not the address of a picture.")
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        scheme = "none"
    if value and scheme not in ("", "http", "https"):
        raise InvalidInput("hero", "That is not the address of a picture.")
    return value


def _sections(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInput("sections", 'The sections are {"order": […], "hidden": […]}.')
    return arrangement(value).to_json()


FIELDS: dict[str, Callable[[Any], Any]] = {
    "title": _line("title", "title", LONGEST_TITLE, required=True),
    "description": _line("description", "description", LONGEST_DESCRIPTION),
    "quote": _line("quote", "quote", LONGEST_QUOTE),
    "categories": _categories,
    "topics": _topics,
    "hero": _hero,
    "sections": _sections,
}
