"""An image that a project's page shows: where it was, and our copy of it."""

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base


class ProjectImage(Base):
    """:ivar url_key: SHA-256 of the address, since addresses are too long for an index.
    :ivar position: in the order of the README; what the page shows beside it comes after.
    :ivar role: ``image``, ``badge``, ``logo``, ``banner``, ``avatar``, ``still`` or ``mark``
        (of sponsors and other people); and ``thumb``
        for the small copy of the picture at the page's head.
    :ivar label: the alternative text.
    :ivar sha256: our copy; NULL where there is none, and then ``problem`` says why."""

    __tablename__ = "project_images"
    __table_args__ = (
        UniqueConstraint("project_id", "url_key", name="uq_project_images_project_id_url_key"),
        Index("ix_project_images_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    url_key: Mapped[str] = mapped_column(String(64))
    url: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)
    role: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("images.sha256", ondelete="SET NULL"))
    problem: Mapped[str | None] = mapped_column(String(255))
