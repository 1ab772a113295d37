"""Numbers of events are never given twice, on SQLite either"""

from alembic import op

revision = "live1"
down_revision = "mail1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _remake(autoincrement=True)


def _remake(*, autoincrement: bool) -> None:
    with op.batch_alter_table(
        "import_events",
        # On SQLite only, where the table has to be copied; PostgreSQL's sequences do it anyway.
        recreate="always" if op.get_bind().dialect.name == "sqlite" else "never",
        table_kwargs={"sqlite_autoincrement": autoincrement},
    ):
        pass


def downgrade() -> None:
    _remake(autoincrement=False)
