"""Edits of a project, what a refresh replaced, and previews"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "page1"
down_revision = "0001"
branch_labels = None
depends_on = None

_PROJECTS = sa.table(
    "projects",
    sa.column("id", sa.Integer),
    sa.column("analysis", sa.JSON),
    sa.column("categories", sa.JSON),
    sa.column("topics", sa.JSON),
)


def upgrade() -> None:
    for name, empty in (("categories", "[]"), ("topics", "[]"), ("edits", "{}")):
        column = sa.Column(name, sa.JSON(), server_default=empty, nullable=False)
        op.add_column("projects", column)
    position = sa.Column("position", sa.Integer(), server_default="0", nullable=False)
    op.add_column("projects", position)
    op.add_column("projects", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    kind = sa.Column("kind", sa.String(length=10), server_default="import", nullable=False)
    op.add_column("import_jobs", kind)
    op.create_table(
        "project_revisions",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("imported", sa.JSON(), nullable=False),
        sa.Column("is_seen", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_revisions_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_project_revisions")),
    )
    op.create_table(
        "previews",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("imported", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["import_jobs.id"], name=op.f("fk_previews_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_previews")),
    )
    op.create_index("ix_previews_expires_at", "previews", ["expires_at"])
    _fill()


def _fill() -> None:
    """Portfolios filter by these; older projects have them in their analysis only."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_PROJECTS.c.id, _PROJECTS.c.analysis)).all():
        values = {key: _names((row.analysis or {}).get(key)) for key in ("categories", "topics")}
        connection.execute(_PROJECTS.update().where(_PROJECTS.c.id == row.id).values(**values))


def _names(items: Any) -> list[str]:
    return [item["name"] if isinstance(item, dict) else str(item) for item in items or []]


def downgrade() -> None:
    op.drop_index("ix_previews_expires_at", "previews")
    op.drop_table("previews")
    op.drop_table("project_revisions")
    op.drop_column("import_jobs", "kind")
    for name in ("checked_at", "position", "edits", "topics", "categories"):
        op.drop_column("projects", name)
