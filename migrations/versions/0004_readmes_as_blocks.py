"""READMEs as blocks

Projects imported before have none, and are shown from their ``readme_html`` until they are
refreshed.
"""

import sqlalchemy as sa
from alembic import op

revision = "blocks1"
down_revision = "media1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("projects", sa.Column("readmes", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("projects", "readmes")
