"""Settings changed while everything runs: rows that stand above environment and ``config.toml``.

Each process looks at them every few seconds, by the clock, on a connection of its own: nobody who
asks for a setting writes, waits for another thread, or has a transaction opened or ended.
"""

import dataclasses
import logging
import threading
import time
from collections.abc import Mapping
from contextvars import Context

from flask import has_app_context
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from importer import audit
from importer.adjustable import ADJUSTABLE, parsed
from importer.clock import now
from importer.config import ConfigError, Settings
from importer.database import db, rows_changed, writing
from importer.errors import InvalidInput, NotFound
from importer.models import SettingOverride, User

log = logging.getLogger("importer.settings")

LOOK_EVERY_SECONDS = 3.0

_INSERT = {
    "sqlite": sqlite.insert(SettingOverride).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(SettingOverride).on_conflict_do_nothing(),
}


class Overrides:
    """The settings in force in this process.

    :param base: as it was started with.
    """

    def __init__(self, base: Settings) -> None:
        self.base = base
        self._in_force = base
        self._look_at = 0.0
        self._looking = threading.Lock()

    def settings(self) -> Settings:
        """At most a few seconds old; outside the application those known last."""
        is_due = time.monotonic() >= self._look_at and has_app_context()
        if is_due and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._in_force

    def look_again(self) -> None:
        """Let the next who asks see what has just been changed."""
        self._look_at = 0.0

    def _look(self) -> None:
        self._look_at = time.monotonic() + LOOK_EVERY_SECONDS
        try:
            # Outside the caller's transaction, whether that reads or writes.
            rows = Context().run(_read, db.engine)
        except SQLAlchemyError as error:
            # A database that is away is told of by everything else that needs it.
            log.warning("Changed settings cannot be read, the last ones hold: %s", error)
            return
        self._in_force = _applied(self.base, rows)


def _read(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(select(SettingOverride.name, SettingOverride.value))
        return dict(rows.all())


def _applied(base: Settings, rows: Mapping[str, str]) -> Settings:
    changes: dict[str, object] = {}
    for name, value in rows.items():
        try:
            changes[name.lower()] = parsed(name, value)
        except (ConfigError, KeyError) as error:
            # Another version wrote it; a start is not to fail for that.
            log.warning("The changed setting %s is left out: %s", name, error)
    return dataclasses.replace(base, **changes) if changes else base  # type: ignore[arg-type]


def of_instance(session: Session) -> dict[str, SettingOverride]:
    """What has been changed, by name."""
    return {one.name: one for one in session.scalars(select(SettingOverride))}


def change(name: str, value: str, *, actor: User, address: str) -> None:
    """Let a setting be ``value`` from now on, in every process within seconds.

    :raises NotFound: no such setting may be changed.
    :raises InvalidInput: it may not be that; its field is ``value``.
    """
    _require(name)
    try:
        meant = str(parsed(name, value.strip()))
    except ConfigError as error:
        raise InvalidInput("value", str(error)) from error
    values = {"value": meant, "changed_at": now(), "changed_by_id": actor.id}
    with writing() as session:
        session.execute(_INSERT[db.engine.dialect.name], {"name": name, **values})
        session.execute(
            update(SettingOverride).where(SettingOverride.name == name).values(**values)
        )
        detail = f"{name}={meant}"
        audit.record(session, actor.id, "setting_changed", detail=detail, address=address)


def reset(name: str, *, actor: User, address: str) -> None:
    """Let a setting be what environment, ``config.toml`` or its default say.

    :raises NotFound: no such setting may be changed.
    """
    _require(name)
    with writing() as session:
        if rows_changed(session, delete(SettingOverride).where(SettingOverride.name == name)):
            audit.record(session, actor.id, "setting_reset", detail=name, address=address)


def _require(name: str) -> None:
    if name not in ADJUSTABLE:
        raise NotFound("There is no such setting that may be changed here.")
