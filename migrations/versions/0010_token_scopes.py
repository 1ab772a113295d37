"""What API tokens may do, until when, and when they were used"""

import sqlalchemy as sa
from alembic import op

revision = "tokens1"
down_revision = "notify3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Tokens made before could do everything, and go on doing it.
    for column in (
        sa.Column("scope", sa.String(length=10), server_default="manage", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_from", sa.String(length=45), server_default="", nullable=False),
    ):
        op.add_column("api_tokens", column)


def downgrade() -> None:
    for name in ("used_from", "used_at", "expires_at", "scope"):
        op.drop_column("api_tokens", name)
