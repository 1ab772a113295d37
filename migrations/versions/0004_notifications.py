"""What people are to be told, and how they want to be told"""

import sqlalchemy as sa
from alembic import op

revision = "notify1"
down_revision = "blocks1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notification_choices",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=True),
        sa.Column("email_after", sa.Integer(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_notification_choices_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_choices")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("happening", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calling_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=255), nullable=False),
        sa.CheckConstraint(
            "channel IN ('page', 'browser', 'email', 'webhook')",
            name=op.f("ck_notifications_channel_known"),
        ),
        sa.CheckConstraint(
            "happening IN ('started', 'finished', 'failed')",
            name=op.f("ck_notifications_happening_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'skipped', 'failed')",
            name=op.f("ck_notifications_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["import_jobs.id"], name=op.f("fk_notifications_job_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notifications_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("batch_id", "channel", "target_id", name="uq_notifications_batch_once"),
        sa.UniqueConstraint(
            "job_id", "happening", "channel", "target_id", name="uq_notifications_job_once"
        ),
    )
    op.create_index("ix_notifications_created_at", "notifications", ["created_at"])
    op.create_index("ix_notifications_state_due_at", "notifications", ["state", "due_at"])
    op.create_index(
        "ix_notifications_user_id_channel_state", "notifications", ["user_id", "channel", "state"]
    )


def downgrade() -> None:
    op.drop_table("notifications")
    op.drop_table("notification_choices")
