"""How far the fetching of a project's images is. This row is the truth about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class ImageSet(Base):
    """One for each project whose images somebody has begun to fetch.

    :ivar for_import: the project's ``imported_at`` then; another one means that all is to be
        looked at again.
    :ivar run_id: of the task that fetches now; every write of it names it.
    :ivar hero_sha256: the image that stands at the page's head; NULL for the generated card.
    :ivar hero_source: why it does: ``readme``, ``logo``, ``banner``, ``tree`` or ``card``.
    """

    __tablename__ = "image_sets"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    for_import: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[str | None] = mapped_column(String(36))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_done: Mapped[bool] = mapped_column(default=False, server_default=false())
    hero_sha256: Mapped[str | None] = mapped_column(
        ForeignKey("images.sha256", ondelete="SET NULL"), index=True
    )
    hero_source: Mapped[str] = mapped_column(String(10), default="card")
