"""Worker processes and when each was last seen: the answer to "is the worker running?"."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class Worker(Base):
    """:ivar place: the machine and process namespace, in which ``pid`` means something.
    :ivar seen_at: touched every few seconds by a side thread; says that the process lives."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    place: Mapped[str] = mapped_column(String(100))
    pid: Mapped[int] = mapped_column()
    threads: Mapped[int] = mapped_column()
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
