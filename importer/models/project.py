"""An imported repository's page."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class Project(Base):
    """What was fetched and concluded of one repository, for one person.

    :ivar source_key: canonical address under the present name; unique per person.
    :ivar former_key: the address it was asked for, if the forge has renamed it since.
    :ivar forge_repo_id: the forge's own id; survives renames; unique per person and host.
    :ivar slug: its name in ``/<username>/<slug>``.
    :ivar facts: what the forge said (counts, release, contributors, flags), as JSON types.
    :ivar analysis: what was concluded (``Analysis.to_json``), without the READMEs' blocks.
    :ivar readmes: the shown README and its translations, as ``ReadmeDocument.to_json`` gives them;
        loaded only by the page.
    :ivar readme_html: of projects imported before there were blocks: sanitised; else empty.
    :ivar title, description, categories, topics: as shown, i.e. the owner's where they have edited;
        what was imported stands in ``analysis`` all the same.
    :ivar edits: what the owner has put in the place of imported values, by field.
    :ivar position: where the owner has put it in the portfolio, the smallest first.
    :ivar checked_at: when a refresh last asked the forge; None before the first.
    :ivar forge_etag: of the answer by which a refresh found that nothing had changed; else empty.
    """

    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("user_id", "source_key", name="uq_projects_user_id_source_key"),
        UniqueConstraint("user_id", "host", "forge_repo_id", name="uq_projects_user_id_repo"),
        UniqueConstraint("user_id", "slug", name="uq_projects_user_id_slug"),
        Index("ix_projects_user_id_former_key", "user_id", "former_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    forge: Mapped[str] = mapped_column(String(20))
    host: Mapped[str] = mapped_column(String(255))
    path: Mapped[str] = mapped_column(String(255))
    source_key: Mapped[str] = mapped_column(String(511))
    former_key: Mapped[str | None] = mapped_column(String(511))
    former_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forge_repo_id: Mapped[str] = mapped_column(String(40))
    web_url: Mapped[str] = mapped_column(Text)
    commit: Mapped[str | None] = mapped_column(String(64))

    slug: Mapped[str] = mapped_column(String(110))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(500), default="")
    primary_language: Mapped[str] = mapped_column(String(60), default="")
    stars: Mapped[int] = mapped_column(default=0)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    topics: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    edits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_showcase: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forge_etag: Mapped[str] = mapped_column(String(200), default="", server_default="")

    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    analysis: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    readmes: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]", deferred=True
    )
    readme_html: Mapped[str] = mapped_column(Text, default="", deferred=True)
