"""Imports that were taken off the list and still count in an hour's limit"""

import sqlalchemy as sa
from alembic import op

revision = "quota1"
down_revision = "settings1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "removed_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_removed_imports_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_imports")),
    )
    op.create_index(
        "ix_removed_imports_user_id_asked_at", "removed_imports", ["user_id", "asked_at"]
    )


def downgrade() -> None:
    op.drop_table("removed_imports")
