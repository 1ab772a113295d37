"""Repositories that could be imported."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from importer.api.schemas.base import Answer, Query, cleaned, one_of
from importer.api.schemas.paging import Page, Paged, PerPage
from importer.connections.picker import SORTS, Sort

_LONGEST = 200


def _storable(text: str) -> str:
    """What a stranger typed, without what PostgreSQL would answer with an error."""
    return text.strip().replace("\0", "\N{REPLACEMENT CHARACTER}")[:_LONGEST]


_Words = Annotated[str, cleaned(_storable)]


class RepositoryQuery(Query):
    q: _Words = Field(default="", description="Words that all occur in name or description.")
    owner: _Words = Field(default="", description="A person or an organisation.")
    sort: Annotated[Sort, one_of(SORTS, Sort)] = Field(default="pushed")
    page: Page = 1
    per_page: PerPage = 25


class Repository(Answer):
    id: str = Field(description="The forge's own.")
    full_name: str = Field(examples=["pallets/flask"])
    url: str
    description: str
    language: str
    private: bool
    fork: bool
    archived: bool
    stars: int
    pushed_at: datetime | None


class RepositoryList(Paged):
    repositories: list[Repository]
