"""The ETag of the last look at a repository, so that the next one can be conditional"""

import sqlalchemy as sa
from alembic import op

revision = "refresh1"
down_revision = "quota1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "projects",
        sa.Column("forge_etag", sa.String(length=200), nullable=False, server_default=""),
    )


def downgrade() -> None:
    op.drop_column("projects", "forge_etag")
