"""The row that allows each person one running import."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class ImportLease(Base):
    """Made with the user; taken and freed by UPDATE, so that its row count names the winner.

    :ivar job_id: the job that holds it, NULL when free. It goes from job to job of a batch and is
        never free between them.
    :ivar paused_at: since when the person lets none of their queue begin.
    """

    __tablename__ = "import_leases"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_jobs.id", ondelete="SET NULL"), index=True
    )
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
