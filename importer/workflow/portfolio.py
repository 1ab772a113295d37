"""A person's projects as others look through them: what can be asked for, and the owner's order."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, update

from importer.database import writing
from importer.models import Project

MOST_ARRANGED = 400
_MOST_TOPICS = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty texts ask for nothing."""

    words: str = ""
    category: str = ""
    topic: str = ""
    language: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.words or self.category or self.topic or self.language)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the projects can be told apart by: names with their numbers, the commonest first."""

    categories: list[tuple[str, int]]
    topics: list[tuple[str, int]]
    languages: list[tuple[str, int]]


def matching(projects: Iterable[Project], wanted: Wanted) -> list[Project]:
    """Those that have all that is asked for, in the order given."""
    return [project for project in projects if _matches(project, wanted)]


def choices(projects: Sequence[Project]) -> Choices:
    return Choices(
        _counted(name for project in projects for name in project.categories or ()),
        _counted(name for project in projects for name in project.topics or ())[:_MOST_TOPICS],
        _counted(project.primary_language for project in projects if project.primary_language),
    )


def arrange(user_id: int, project_ids: Sequence[int]) -> None:
    """Keep this order among these projects. Those of somebody else are passed over."""
    if not project_ids:
        return
    places = [
        {"wanted_id": project_id, "owner_id": user_id, "place": place}
        for place, project_id in enumerate(dict.fromkeys(project_ids), start=1)
    ]
    statement = (
        update(Project)
        .where(Project.id == bindparam("wanted_id"), Project.user_id == bindparam("owner_id"))
        .values(position=bindparam("place"))
        .execution_options(synchronize_session=False)
    )
    with writing() as session:
        session.connection().execute(statement, places)


def moved(project_ids: Sequence[int], project_id: int, *, up: bool) -> list[int]:
    """The order with one of them past its neighbour; at the end of it, as it is."""
    order = list(project_ids)
    if project_id in order:
        here = order.index(project_id)
        there = here + (-1 if up else 1)
        if 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
    return order


def _matches(project: Project, wanted: Wanted) -> bool:
    return (
        _is_one_of(wanted.category, project.categories or ())
        and _is_one_of(wanted.topic, project.topics or ())
        and _is_one_of(wanted.language, (project.primary_language,))
        and _says(project, wanted.words)
    )


def _is_one_of(name: str, names: Iterable[str]) -> bool:
    return not name or name.casefold() in {one.casefold() for one in names}


def _says(project: Project, words: str) -> bool:
    """Every word stands somewhere in what the card, or the repository's topics, say."""
    said = " ".join(
        (
            project.title,
            project.path,
            project.description,
            project.primary_language,
            *(project.topics or ()),
            *(project.categories or ()),
        )
    ).casefold()
    return all(word in said for word in words.casefold().split())


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    """Spellings that differ in case count as one, under the spelling that came first."""
    first: dict[str, str] = {}
    counts = Counter(first.setdefault(name.casefold(), name) for name in names)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))
