"""Errors."""

from typing import Literal

from pydantic import Field

from importer.api.schemas.base import Answer, absent
from importer.api.schemas.projects import ProjectReference


class Problem(Answer):
    """Every error has this shape."""

    success: Literal[False]
    error: str = Field(description="What happened, in a sentence for people.")
    error_code: str = Field(description="What happened, for programs.")
    suggestion: str = Field(description="What to do next.")
    link: str = absent("Where it is mended, or what there is already.")
    project: ProjectReference = absent("With `DUPLICATE_IMPORT`.")
    task_id: str = absent("Of what is under way, with `IMPORT_IN_PROGRESS` and `ALREADY_QUEUED`.")
    status_url: str = absent("Of the same.")
    retry_after: int = absent("Seconds, with `RATE_LIMIT_EXCEEDED`.", ge=1)
    supported: list[str] = absent("Hosts, with `UNKNOWN_PLATFORM`.")
