"""Sealing everything anew after the key was changed."""

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from importer.database import db, rows_changed, writing
from importer.models import ForgeAccount, ForgeHandshake
from importer.vault import Vault, VaultLocked

_Sealed = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]

SEALED: tuple[tuple[InstrumentedAttribute[int] | InstrumentedAttribute[str], _Sealed], ...] = (
    (ForgeAccount.id, ForgeAccount.sealed_token),
    (ForgeAccount.id, ForgeAccount.sealed_refresh),
    (ForgeHandshake.public_id, ForgeHandshake.sealed_secret),
)
"""Every sealed column, with the key of its table."""


def reseal(vault: Vault) -> tuple[int, int]:
    """Put every secret under the newest key, row by row; may be repeated after a crash.

    :returns: how many were resealed, and how many no key opens.
    """
    done = lost = 0
    for key, column in SEALED:
        rows = db.session.execute(select(key, column).where(column.is_not(None))).all()
        db.session.commit()
        for row_key, sealed in rows:
            try:
                fresh = vault.resealed(sealed or "")
            except VaultLocked:
                lost += 1
                continue
            statement = update(key.class_).where(key == row_key, column == sealed)
            with writing() as session:
                # Renewed meanwhile: then it is under the newest key already.
                rows_changed(session, statement.values({column: fresh}))
            done += 1
    return done, lost
