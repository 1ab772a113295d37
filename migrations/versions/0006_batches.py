"""Batches, the queue and its pauses, and what a retry need not fetch again"""

import sqlalchemy as sa
from alembic import op

revision = "batch1"
down_revision = "live1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_import_batches_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_batches_public_id")),
    )
    op.create_index("ix_import_batches_finished_at", "import_batches", ["finished_at"])
    op.create_index(
        "ix_import_batches_user_id_created_at", "import_batches", ["user_id", "created_at"]
    )
    _extend_jobs()
    op.add_column(
        "import_leases", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "import_pauses",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_import_pauses_only_one")),
        sa.ForeignKeyConstraint(
            ["paused_by_id"],
            ["users.id"],
            name=op.f("fk_import_pauses_paused_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_pauses")),
    )
    op.create_table(
        "kept_snapshots",
        sa.Column("job_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["import_jobs.id"],
            name=op.f("fk_kept_snapshots_job_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_kept_snapshots")),
    )
    op.create_index("ix_kept_snapshots_fetched_at", "kept_snapshots", ["fetched_at"])


def _extend_jobs() -> None:
    op.add_column("import_jobs", sa.Column("batch_id", sa.Integer(), nullable=True))
    op.add_column("import_jobs", sa.Column("position", sa.Integer(), nullable=True))
    op.add_column("import_jobs", sa.Column("retried_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_import_jobs_user_id_state_finished_at",
        "import_jobs",
        ["user_id", "state", "finished_at"],
    )
    op.create_index("ix_import_jobs_user_id_position", "import_jobs", ["user_id", "position"])
    op.create_index("ix_import_jobs_state_position", "import_jobs", ["state", "position"])
    op.create_index("ix_import_jobs_batch_id_state", "import_jobs", ["batch_id", "state"])


def downgrade() -> None:
    op.drop_table("kept_snapshots")
    op.drop_table("import_pauses")
    op.drop_column("import_leases", "paused_at")
    for index in (
        "ix_import_jobs_batch_id_state",
        "ix_import_jobs_state_position",
        "ix_import_jobs_user_id_position",
        "ix_import_jobs_user_id_state_finished_at",
    ):
        op.drop_index(index, "import_jobs")
    for column in ("retried_at", "position", "batch_id"):
        op.drop_column("import_jobs", column)
    op.drop_table("import_batches")
