"""Bringing the mirror of an account's repositories up to date."""

import logging
import uuid
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from importer.clock import now
from importer.connections import accounts, mirror_rows, tokens
from importer.connections.connector import Connector
from importer.database import db, rows_changed, writing
from importer.errors import CredentialRefused, RateLimited, RepofolioError
from importer.forges.base import PageWave
from importer.models import ConnectionKind, ConnectionState, ForgeAccount

log = logging.getLogger("importer.connections")

# A list this old is read anew when somebody looks at it.
STALE_AFTER = timedelta(minutes=10)
# Longer than one wave of calls may take.
_LOST_AFTER = timedelta(seconds=60)


class _Overtaken(Exception):
    """Another reading has taken over, or the account is gone."""


def is_running(account: ForgeAccount) -> bool:
    return bool(account.sync_id and account.sync_at and account.sync_at > now() - _LOST_AFTER)


def is_stale(account: ForgeAccount) -> bool:
    """Whether it is worth reading anew: never read, or a while ago."""
    usable = account.state == ConnectionState.OK
    old = account.synced_at is None or account.synced_at < now() - STALE_AFTER
    return usable and old and not is_running(account)


def sync(connector: Connector, account_id: int, asked_at: datetime | None = None) -> None:
    """Read the account's list, page by page; whatever happens, its row says so afterwards.

    :param asked_at: when somebody asked for it; a reading that has ended since has answered them.
        Now, if left out.
    """
    account = _claim(account_id, asked_at or now())
    if account is None:
        return
    try:
        _read(connector, account)
    except _Overtaken:
        log.info("Reading the repositories of account %d was taken over", account_id)
    except CredentialRefused as error:
        accounts.lose(account_id, account.sealed_token, tokens.REFUSED)
        _stop(account, error.message)
    except RepofolioError as error:
        log.warning("The repositories of account %d were not read: %s", account_id, error.code)
        _stop(account, _sentence(error))
    except Exception:
        log.exception("Reading the repositories of account %d failed unexpectedly", account_id)
        _stop(account, "Reading the list failed for a reason nobody foresaw.")


def _read(connector: Connector, account: ForgeAccount) -> None:
    credential = tokens.credential(connector, account)
    known = mirror_rows.known_pages(db.session(), account)
    db.session.commit()
    waves = connector.forge.repository_pages(
        credential, known, lambda: None, of_app=account.kind == ConnectionKind.APP
    )
    etags: dict[str, str] = {}
    hidden: set[str] = set()
    wave = PageWave((), 0)
    for wave in waves:
        etags |= {page.path: page.etag for page in wave.pages}
        hidden.update(*(page.hidden_organizations for page in wave.pages))
        _put(account, wave, done=len(etags))
    _finish(account, etags, hidden, is_cut=wave.is_cut)
    log.info("Read the repositories of account %d, %d pages", account.id, len(etags))


def _claim(account_id: int, asked_at: datetime) -> ForgeAccount | None:
    free = or_(ForgeAccount.sync_id.is_(None), ForgeAccount.sync_at < now() - _LOST_AFTER)
    due = or_(ForgeAccount.synced_at.is_(None), ForgeAccount.synced_at < asked_at)
    sync_id = str(uuid.uuid4())
    with writing() as session:
        won = rows_changed(
            session,
            update(ForgeAccount)
            .where(
                ForgeAccount.id == account_id,
                ForgeAccount.state == ConnectionState.OK,
                free,
                due,
            )
            .values(sync_id=sync_id, sync_at=now(), sync_done=0, sync_total=0),
        )
    if won != 1:
        return None
    return db.session.get(ForgeAccount, account_id, populate_existing=True)


def _put(account: ForgeAccount, wave: PageWave, done: int) -> None:
    with writing() as session:
        changed = rows_changed(
            session,
            update(ForgeAccount)
            .where(ForgeAccount.id == account.id, ForgeAccount.sync_id == account.sync_id)
            .values(sync_at=now(), sync_done=done, sync_total=wave.total),
        )
        if changed != 1:
            raise _Overtaken
        mirror_rows.put(session, account, wave.pages)
        mirror_rows.choose_shown(session, account.user_id)


def _finish(
    account: ForgeAccount, etags: dict[str, str], hidden: set[str], *, is_cut: bool
) -> None:
    with writing() as session:
        changed = rows_changed(
            session,
            update(ForgeAccount)
            .where(ForgeAccount.id == account.id, ForgeAccount.sync_id == account.sync_id)
            .values(
                sync_id=None,
                sync_at=now(),
                synced_at=now(),
                sync_error="",
                page_etags={path: etag for path, etag in etags.items() if etag},
                hidden_organizations=",".join(sorted(hidden))[:500],
                is_partial=is_cut,
            ),
        )
        if changed != 1:
            raise _Overtaken
        mirror_rows.keep_only(session, account.id, list(etags))
        mirror_rows.choose_shown(session, account.user_id)


def _stop(account: ForgeAccount, sentence: str) -> None:
    with writing() as session:
        rows_changed(
            session,
            update(ForgeAccount)
            .where(ForgeAccount.id == account.id, ForgeAccount.sync_id == account.sync_id)
            .values(sync_id=None, sync_at=now(), sync_error=sentence[:255]),
        )


def _sentence(error: RepofolioError) -> str:
    if isinstance(error, RateLimited):
        return f"GitHub's rate limit is used up until {error.retry_at:%H:%M} UTC."
    return error.message
