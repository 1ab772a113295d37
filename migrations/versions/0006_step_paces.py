"""How long the steps of imports take here, and when the present one began"""

import sqlalchemy as sa
from alembic import op

revision = "live2"
down_revision = "media2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "step_paces",
        sa.Column("forge", sa.String(length=20), nullable=False),
        sa.Column("size", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("spread", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("forge", "size", "step", name=op.f("pk_step_paces")),
    )
    op.add_column("import_jobs", sa.Column("step_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("import_jobs", sa.Column("size", sa.String(length=10), nullable=True))


def downgrade() -> None:
    op.drop_column("import_jobs", "size")
    op.drop_column("import_jobs", "step_at")
    op.drop_table("step_paces")
