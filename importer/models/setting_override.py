"""A setting that an administrator has changed on the page."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class SettingOverride(Base):
    """Stands above environment and ``config.toml`` until it is deleted.

    :ivar name: a key of ``importer.adjustable.ADJUSTABLE``.
    :ivar value: as it would be written there.
    :ivar changed_by_id: the administrator who did it.
    """

    __tablename__ = "setting_overrides"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
