"""An image's bytes, kept once however many projects show it."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class Image(Base):
    """:ivar sha256: of the bytes, in hex; its name in addresses.
    :ivar width: pixels; 0 for a drawing without a size of its own, as ``height``.
    :ivar size: bytes."""

    __tablename__ = "images"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
