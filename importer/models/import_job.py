"""One repository's import, from admission to its end. This row is the truth about it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime
from importer.snapshot import RepoRef


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


ACTIVE_STATES = (JobState.QUEUED, JobState.RUNNING, JobState.WAITING)
FINISHED_STATES = (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELED)


class Step(StrEnum):
    RESOLVE = "resolve"
    FETCH = "fetch"
    ANALYSE = "analyse"
    SAVE = "save"


class JobKind(StrEnum):
    """What a job ends in: a new project, a project brought up to date, or a page to look at."""

    IMPORT = "import"
    REFRESH = "refresh"
    PREVIEW = "preview"


class ImportJob(Base):
    """An import.

    :ivar public_id: random UUID; the job's name in addresses and the API's ``task_id``.
    :ivar kind: a :class:`JobKind`; a refresh carries its project's id from the start.
    :ivar source_key: of what was asked for, which may differ from the project's after a rename.
    :ivar percent: how far it is; never goes back, whatever attempts it takes.
    :ivar step_at: when the present step began.
    :ivar size: the repository's size class, once it is known; see ``importer.workflow.pace``.
    :ivar run_id: of the run that owns the job now; every write of a run names it.
    :ivar worker_id: the worker process of that run.
    :ivar heartbeat_at: touched by the import itself; silence means it hangs.
    :ivar nudged_at: when Huey was last told to look; NULL while the job is not in the queue.
    :ivar position: its place in the person's queue while it waits for its turn, the smallest
        first; NULL once it may run.
    :ivar retried_at: when another job began to try the same again, after this one failed.
    :ivar resume_at: in state waiting, the time it goes on.
    :ivar warnings: list of ``{"code", "message"}``, optional parts that failed.
    """

    __tablename__ = "import_jobs"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'running', 'waiting', 'succeeded', 'failed', 'canceled')",
            name="state_known",
        ),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
        Index("ix_import_jobs_user_id_created_at", "user_id", "created_at"),
        Index("ix_import_jobs_state_finished_at", "state", "finished_at"),
        Index("ix_import_jobs_user_id_state_finished_at", "user_id", "state", "finished_at"),
        Index("ix_import_jobs_user_id_position", "user_id", "position"),
        Index("ix_import_jobs_state_position", "state", "position"),
        Index("ix_import_jobs_batch_id_state", "batch_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(
        String(36), unique=True, default=lambda: str(uuid.uuid4())
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    forge: Mapped[str] = mapped_column(String(20))
    host: Mapped[str] = mapped_column(String(255))
    path: Mapped[str] = mapped_column(String(255))
    source_key: Mapped[str] = mapped_column(String(511))
    kind: Mapped[str] = mapped_column(String(10), default=JobKind.IMPORT, server_default="import")
    is_showcase: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_private: Mapped[bool] = mapped_column(default=True)

    # No foreign key: SQLite adds one only by copying the table, and batches go with their person.
    batch_id: Mapped[int | None] = mapped_column()
    position: Mapped[int | None] = mapped_column()
    retried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    state: Mapped[str] = mapped_column(String(10), default=JobState.QUEUED)
    step: Mapped[str | None] = mapped_column(String(10))
    percent: Mapped[int] = mapped_column(default=0)
    step_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    size: Mapped[str | None] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(String(255), default="")
    attempt: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[str | None] = mapped_column(String(36))
    worker_id: Mapped[str | None] = mapped_column(String(36))

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    nudged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resume_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    error_code: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[str | None] = mapped_column(Text)
    suggestion: Mapped[str | None] = mapped_column(Text)
    error_link: Mapped[str | None] = mapped_column(Text)
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("projects.id", ondelete="SET NULL"), index=True
    )

    @property
    def ref(self) -> RepoRef:
        return RepoRef(self.host, self.path, self.forge)

    @property
    def finished(self) -> bool:
        return self.state in FINISHED_STATES
