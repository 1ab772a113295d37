"""Alembic's entry: runs the migrations on the connection that importer.schema hands over."""

from alembic import context

from importer.database import Base, UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations speak of plain SQL types, so that they outlive our classes."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
