"""How often something was tried in vain, and until when it may not be tried again."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class Throttle(Base):
    """:ivar key: SHA-256 of what is counted. People type passwords into the field for the name:
    what was tried is not to be read here."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    blocked_until: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
