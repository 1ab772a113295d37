"""All data of one person in a file: a zip of JSON, one file a table, without any secret."""

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy import LargeBinary, Select, Table, select

from importer.database import Base, db
from importer.models import User

# What lets somebody in, here or elsewhere, and numbers of machines. Rather one too many.
_WITHHELD = re.compile(
    r"hash|digest|sealed|secret|token|password|p256dh|auth|endpoint|url_key|^run_id$|^worker_id$"
)
_BATCH = 50


def write_archive(user: User, file: IO[bytes]) -> None:
    """Write the zip into ``file``, row by row: a person may have thousands of projects."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, query in _queries(user.id):
            with archive.open(f"{table.name}.json", "w", force_zip64=True) as entry:
                _write_rows(entry, table, query)


def _queries(user_id: int) -> Iterator[tuple[Table, Select[Any]]]:
    """Every table that says whose its rows are, and those whose rows belong to one of these."""
    users = Base.metadata.tables["users"]
    yield users, select(*_shown(users)).where(users.c.id == user_id)
    owned = {}
    for table in Base.metadata.sorted_tables:
        if "user_id" in table.c and table.name != "users":
            owned[table.name] = table
            yield table, select(*_shown(table)).where(table.c.user_id == user_id)
    for table in Base.metadata.sorted_tables:
        if table.name in owned or table.name == "users":
            continue
        if parent := next(
            (key for key in table.foreign_keys if key.column.table.name in owned), None
        ):
            ids = select(parent.column).where(parent.column.table.c.user_id == user_id)
            yield table, select(*_shown(table)).where(parent.parent.in_(ids))


def _shown(table: Table) -> list[Any]:
    return [
        column
        for column in table.columns
        if not _WITHHELD.search(column.name) and not isinstance(column.type, LargeBinary)
    ]


def _write_rows(entry: IO[bytes], table: Table, query: Select[Any]) -> None:
    entry.write(b"[")
    rows = db.session.execute(query, execution_options={"yield_per": _BATCH})
    for number, row in enumerate(rows.mappings()):
        line = json.dumps(dict(row), default=_plain, ensure_ascii=False)
        entry.write((",\n" if number else "\n").encode() + line.encode("utf-8", "replace"))
    entry.write(b"\n]\n")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
