"""The mirror of what people's connected accounts can see: what the picker shows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class ForgeRepository(Base):
    """One repository, as one account sees it.

    :ivar name_key: ``owner/name`` in lower case.
    :ivar search_text: name and description in lower case.
    :ivar source: path of the page it was listed on; what is not listed any more goes.
    :ivar is_shown: False where another account of the person shows the same repository.
    """

    __tablename__ = "forge_repositories"
    __table_args__ = (
        UniqueConstraint("account_id", "forge_repo_id", name="uq_forge_repositories_account_repo"),
        Index("ix_forge_repositories_user_id_pushed_at", "user_id", "pushed_at"),
        Index("ix_forge_repositories_user_id_name_key", "user_id", "name_key"),
        Index("ix_forge_repositories_user_id_owner_key", "user_id", "owner_key"),
        Index("ix_forge_repositories_user_id_forge_repo_id", "user_id", "forge_repo_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("forge_accounts.id", ondelete="CASCADE"))
    host: Mapped[str] = mapped_column(String(255))
    forge_repo_id: Mapped[str] = mapped_column(String(40))
    full_name: Mapped[str] = mapped_column(String(255))
    name_key: Mapped[str] = mapped_column(String(255))
    owner_key: Mapped[str] = mapped_column(String(100))
    search_text: Mapped[str] = mapped_column(Text)
    web_url: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(String(1000))
    language: Mapped[str] = mapped_column(String(60))
    is_private: Mapped[bool] = mapped_column()
    is_fork: Mapped[bool] = mapped_column()
    is_archived: Mapped[bool] = mapped_column()
    stars: Mapped[int] = mapped_column()
    pushed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(160))
    is_shown: Mapped[bool] = mapped_column(default=True, server_default=true())

    @property
    def owner(self) -> str:
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        return self.full_name.partition("/")[2]
