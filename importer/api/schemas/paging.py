"""Lists, a page at a time."""

from typing import Annotated

from pydantic import Field

from importer.api.schemas.base import Success, whole_number

MOST_PER_PAGE = 100

Page = Annotated[int, whole_number(10_000), Field(description="Which page, from 1.")]
PerPage = Annotated[int, whole_number(MOST_PER_PAGE), Field(description="How many on a page.")]


class Paged(Success):
    total: int = Field(ge=0, description="On all pages.")
    page: int
    per_page: int
