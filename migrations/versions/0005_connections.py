"""Connected accounts at forges, connections in the making, and the mirror of repositories"""

import sqlalchemy as sa
from alembic import op

revision = "connections"
down_revision = "accounts1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forge_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("forge_user_id", sa.String(length=40), nullable=False),
        sa.Column("sign_in_key", sa.String(length=300), nullable=True),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_reason", sa.String(length=255), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_token", sa.Text(), nullable=False),
        sa.Column("sealed_refresh", sa.Text(), nullable=True),
        sa.Column("scopes", sa.String(length=500), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewal_id", sa.String(length=36), nullable=True),
        sa.Column("renewal_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sync_id", sa.String(length=36), nullable=True),
        sa.Column("sync_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sync_done", sa.Integer(), nullable=False),
        sa.Column("sync_total", sa.Integer(), nullable=False),
        sa.Column("sync_error", sa.String(length=255), nullable=False),
        sa.Column("is_partial", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("hidden_organizations", sa.String(length=500), nullable=False),
        sa.Column("page_etags", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('oauth', 'device', 'pat', 'app')", name=op.f("ck_forge_accounts_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('ok', 'reconnect')", name=op.f("ck_forge_accounts_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forge_accounts_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forge_accounts")),
        sa.UniqueConstraint("sign_in_key", name=op.f("uq_forge_accounts_sign_in_key")),
        sa.UniqueConstraint(
            "user_id", "host", "forge_user_id", name="uq_forge_accounts_user_id_host"
        ),
    )
    op.create_table(
        "forge_repositories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("forge_repo_id", sa.String(length=40), nullable=False),
        sa.Column("full_name", sa.String(length=255), nullable=False),
        sa.Column("name_key", sa.String(length=255), nullable=False),
        sa.Column("owner_key", sa.String(length=100), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("web_url", sa.Text(), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_fork", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("is_shown", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["forge_accounts.id"],
            name=op.f("fk_forge_repositories_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_forge_repositories_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forge_repositories")),
        sa.UniqueConstraint(
            "account_id", "forge_repo_id", name="uq_forge_repositories_account_repo"
        ),
    )
    for column in ("pushed_at", "name_key", "owner_key", "forge_repo_id"):
        op.create_index(
            f"ix_forge_repositories_user_id_{column}", "forge_repositories", ["user_id", column]
        )
    op.create_table(
        "forge_handshakes",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("wants_private", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("user_code", sa.String(length=20), nullable=False),
        sa.Column("verification_url", sa.Text(), nullable=False),
        sa.Column("interval", sa.Integer(), server_default="5", nullable=False),
        sa.Column("ask_again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forge_handshakes_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_forge_handshakes")),
    )
    op.create_index("ix_forge_handshakes_user_id", "forge_handshakes", ["user_id"])
    op.create_index("ix_forge_handshakes_expires_at", "forge_handshakes", ["expires_at"])


def downgrade() -> None:
    for table in ("forge_handshakes", "forge_repositories", "forge_accounts"):
        op.drop_table(table)
