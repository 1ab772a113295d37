"""A person's own projects."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, PlainValidator

from importer.analysis.categories import CATEGORIES
from importer.api.schemas.base import (
    Answer,
    Flag,
    Query,
    Request,
    Success,
    Switch,
    absent,
    cleaned,
    is_text,
    is_texts,
    wrong,
)
from importer.api.schemas.facts import ImportedLink, ImportNotice, Language, Licence, StackItem
from importer.api.schemas.paging import Page, Paged, PerPage
from importer.workflow import edits
from importer.workflow.sections import BY_NAME

_Words = Annotated[str, cleaned(edits.tidy)]


class ProjectReference(Answer):
    """A project in short."""

    id: int
    title: str
    slug: str
    url: str = Field(description="Path of its page.", examples=["/alice/flask"])


class ProjectListQuery(Query):
    page: Page = 1
    per_page: PerPage = 25
    q: _Words = Field(default="", description="Words that all occur in what a card says.")
    category: _Words = ""
    topic: _Words = ""
    language: _Words = ""


class ProjectQuery(Query):
    readme: Switch = Field(
        default=False, description="With the READMEs, which may be large, as sanitised HTML."
    )


def _sections(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong('is {"order": […], "hidden": […]}')
    return value


def _or_null(check: Callable[[Any], Any], shown_as: Any) -> Any:
    """An edit: a value of that type, as the page takes it too, or null."""
    return PlainValidator(
        lambda value: None if value is None else check(value),
        json_schema_input_type=shown_as | None,
    )


_SectionName = Annotated[str, Field(json_schema_extra={"enum": list(BY_NAME)})]


class SectionOrder(Answer):
    order: list[_SectionName] = absent("Sections left out come last.")
    hidden: list[_SectionName] = absent()


def _text_up_to(longest: int, least: int = 0) -> Any:
    shown = Annotated[str, Field(min_length=least, max_length=longest)]
    return _or_null(is_text, shown)


_Topics = Annotated[
    list[Annotated[str, Field(max_length=edits.LONGEST_TOPIC)]],
    Field(max_length=edits.MOST_TOPICS),
]
_Category = Annotated[str, Field(json_schema_extra={"enum": list(CATEGORIES)})]
_Categories = Annotated[list[_Category], Field(max_length=edits.MOST_CATEGORIES)]


class ProjectEdit(Request):
    """Values to be put in the place of imported ones; null takes an edit back."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    example = '{"title": "…"}'

    title: Annotated[str | None, _text_up_to(edits.LONGEST_TITLE, 1)] = None
    description: Annotated[str | None, _text_up_to(edits.LONGEST_DESCRIPTION)] = None
    quote: Annotated[str | None, _text_up_to(edits.LONGEST_QUOTE)] = None
    categories: Annotated[list[str] | None, _or_null(is_texts, _Categories)] = None
    topics: Annotated[list[str] | None, _or_null(is_texts, _Topics)] = None
    hero: Annotated[str | None, _text_up_to(edits.LONGEST_ADDRESS)] = Field(
        default=None,
        description="Address of one of the pictures that the page offers; empty for none.",
    )
    sections: Annotated[dict[str, Any] | None, _or_null(_sections, SectionOrder)] = None
    is_public: Flag = False
    is_showcase: Flag = False

    @property
    def fields(self) -> edits.Edits:
        """The edits that were sent."""
        sent = self.model_fields_set - set(SWITCHES)
        return {name: getattr(self, name) for name in sent}

    @property
    def switches(self) -> dict[str, bool]:
        """The switches that were sent."""
        return {name: getattr(self, name) for name in SWITCHES if name in self.model_fields_set}


SWITCHES = ("is_public", "is_showcase")


class ProjectRow(ProjectReference):
    owner: str
    description: str
    repository: str = Field(description="Address at the forge.")
    language: str = Field(description="The one it has most of; may be empty.")
    stars: int
    categories: list[str]
    topics: list[str]
    is_public: bool
    is_showcase: bool
    created_at: datetime
    imported_at: datetime
    checked_at: datetime | None = Field(description="When a refresh last asked the forge.")


class ProjectSource(Answer):
    forge: str
    host: str
    path: str
    id: str = Field(description="The forge's own.")
    url: str
    commit: str | None


class Project(ProjectRow):
    format: int = Field(description="Raised when a field changes its meaning or goes.")
    quote: str
    source: ProjectSource
    features: list[str]
    links: list[ImportedLink]
    languages: list[Language]
    licence: Licence | None
    stack: list[StackItem]
    facts: dict[str, Any] = Field(description="What the forge says of the repository.")
    warnings: list[ImportNotice]
    analysis_version: int | None
    edits: dict[str, Any] = Field(description="What was put in the place of imported values.")
    imported: dict[str, Any] = Field(description="What these fields would say otherwise.")
    readmes: list[dict[str, Any]] = absent("With `readme=true`.")


class ProjectList(Paged):
    projects: list[ProjectRow]


class ProjectAnswer(Success):
    project: Project


class ProjectDeleted(Success):
    message: str
