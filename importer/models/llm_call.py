"""A question to the language model: so that there are not too many, and somebody can look."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class LlmCall(Base):
    """:ivar outcome: a sentence once it is known; empty while it is under way.
    :ivar tokens: as the endpoint counts them, question and answer."""

    __tablename__ = "llm_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_jobs.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    model: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(200), default="")
    tokens: Mapped[int] = mapped_column(default=0)
