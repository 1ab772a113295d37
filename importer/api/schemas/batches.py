"""Several imports, one after another."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from importer.api.schemas.base import Answer, Flag, Request, Success, Texts, absent
from importer.api.schemas.tasks import TaskState
from importer.workflow.plan import Verdict

_Count = Annotated[int, Field(ge=0)]


class BatchRequest(Request):
    """Which repositories to import, and how."""

    example = '{"urls": ["…"]}'

    urls: Texts = Field(
        description="Addresses in any spelling, at most 1,000; those that are imported already, "
        "or doubled, are passed over.",
        examples=[["pallets/flask", "pallets/click"]],
    )
    dry_run: Flag = Field(default=False, description="Only say what would become of each address.")
    queue: Flag = Field(
        default=False,
        description="Go behind what is under way, which otherwise refuses the batch with 409.",
    )
    is_showcase: Flag = Field(default=False, description="As of a single import.")
    is_private: Flag = Field(default=True, description="As of a single import.")


class BatchEntry(Answer):
    """An address and what becomes of it."""

    number: int = Field(ge=1, description="Which one of the list, from 1.")
    url: str = Field(description="As it was sent, at most its first 200 characters.")
    verdict: Verdict
    repository: str = absent("Where it was understood.", examples=["github.com/pallets/flask"])
    project_url: str = absent("Path of the page there is already.")
    task_id: str = absent("Of the import that is under way already.")
    same_as: int = absent("Number of the address that names the same repository.")
    error: str = absent("Why it was not understood.")
    error_code: str = absent()


class Batch(Answer):
    """A batch; the five numbers say what has become of its imports."""

    id: str
    status_url: str = Field(description="Path where its status is told.")
    created_at: datetime
    finished_at: datetime | None
    percent: int = Field(ge=0, le=100)
    total: _Count
    running: _Count
    waiting: _Count
    failed: _Count
    done: _Count
    canceled: _Count


class BatchTask(Answer):
    task_id: str
    repository: str = Field(examples=["pallets/flask"])
    status: TaskState
    status_url: str
    error_code: str | None


class BatchWithTasks(Batch):
    tasks: list[BatchTask] = Field(description="In the order of the list.")


class BatchPlanned(Success):
    """What would happen; nothing has."""

    batch: None
    addresses: list[BatchEntry]


class BatchStarted(Success):
    """The first import waits for a worker, the others for it."""

    batch: Batch
    addresses: list[BatchEntry]
    data: Batch = Field(description="The batch once more.")


class BatchAnswer(Success):
    batch: Batch


class BatchWithTasksAnswer(Success):
    batch: BatchWithTasks


class BatchesAnswer(Success):
    batches: list[Batch] = Field(description="The newest first.")
