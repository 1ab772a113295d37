"""Accounts at forges that people have connected."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class ConnectionKind(StrEnum):
    """How the account was connected, or (``app``) what kind of token that gave."""

    OAUTH = "oauth"
    DEVICE = "device"
    PAT = "pat"
    APP = "app"


class ConnectionState(StrEnum):
    OK = "ok"
    RECONNECT = "reconnect"


class ForgeAccount(Base):
    """A person's account at a forge, and the token it is used with.

    :ivar forge_user_id: the forge's number for it; logins and e-mail addresses change hands.
    :ivar sign_in_key: host and number, where this account may open a session; unique, NULL where it
        may not: anybody who has somebody's token could connect it, but not sign in at the forge.
    :ivar sealed_token: opened only by ``importer.vault``.
    :ivar scopes: as the forge names them, separated by blanks; NULL for tokens that have none of
        that kind (fine-grained ones, GitHub Apps).
    :ivar state_reason: a sentence for the person, where the state is ``reconnect``.
    :ivar renewal_id: of whoever renews the token right now.
    :ivar hidden_organizations: ids of those whose repositories single sign-on keeps from the token.
    :ivar sync_id: of the run that reads the list of repositories right now.
    :ivar sync_done: pages read of ``sync_total``.
    :ivar page_etags: by the list's path, for conditional requests.
    """

    __tablename__ = "forge_accounts"
    __table_args__ = (
        CheckConstraint("kind IN ('oauth', 'device', 'pat', 'app')", name="kind_known"),
        CheckConstraint("state IN ('ok', 'reconnect')", name="state_known"),
        UniqueConstraint("user_id", "host", "forge_user_id", name="uq_forge_accounts_user_id_host"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    host: Mapped[str] = mapped_column(String(255))
    forge_user_id: Mapped[str] = mapped_column(String(40))
    sign_in_key: Mapped[str | None] = mapped_column(String(300), unique=True)
    login: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=ConnectionState.OK)
    state_reason: Mapped[str] = mapped_column(String(255), default="")
    connected_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    sealed_token: Mapped[str] = mapped_column(Text)
    sealed_refresh: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[str | None] = mapped_column(String(500))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refresh_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renewal_id: Mapped[str | None] = mapped_column(String(36))
    renewal_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    synced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sync_id: Mapped[str | None] = mapped_column(String(36))
    sync_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sync_done: Mapped[int] = mapped_column(default=0)
    sync_total: Mapped[int] = mapped_column(default=0)
    sync_error: Mapped[str] = mapped_column(String(255), default="")
    is_partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    hidden_organizations: Mapped[str] = mapped_column(String(500), default="")
    page_etags: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    @property
    def budget_label(self) -> str:
        """Names its token in rate budgets and logs without giving it away."""
        return f"account {self.id}"

    @property
    def may_read_private(self) -> bool:
        """As far as its scopes tell; tokens without scopes say so repository by repository."""
        return self.scopes is None or "repo" in self.scopes.split()
