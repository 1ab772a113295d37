"""How an import is getting on."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from importer.api.schemas.base import Answer, absent
from importer.api.schemas.facts import ImportNotice
from importer.api.schemas.projects import ProjectReference

TaskState = Literal["PENDING", "STARTED", "RETRY", "SUCCESS", "FAILURE", "REVOKED"]


class TaskProgress(Answer):
    percent: int = Field(ge=0, le=100, description="Never goes back.")
    step: Literal["resolve", "fetch", "analyse", "save"] | None
    message: str
    eta_seconds: int | None = Field(
        description="What it probably still takes; null while nobody can say."
    )


class TaskResult(Answer):
    message: str
    project: ProjectReference | None = Field(description="Null once the project is deleted.")
    warnings: list[ImportNotice]


class TaskStatus(Answer):
    """A task's state. `RETRY` waits for a time and goes on by itself."""

    success: bool = Field(description="False once it has failed or was canceled.")
    task_id: str
    status: TaskState
    progress: TaskProgress
    result: TaskResult = absent("With `SUCCESS`.")
    error: str = absent("With `RETRY`, `FAILURE` and `REVOKED`, where there is something to say.")
    error_code: str = absent()
    suggestion: str = absent("What to do next.")
    project: ProjectReference = absent("With `FAILURE`, if there is such a project already.")
    resume_at: datetime = absent("With `RETRY`, when it goes on.")
