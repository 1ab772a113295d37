"""Which credential an import uses: the person's own, else the instance's, else none."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exists, select

from importer.connections import accounts, tokens
from importer.database import db
from importer.errors import CredentialRefused, RepositoryNotFound
from importer.forges.base import Allowance, Credential
from importer.models import ConnectionState, ForgeAccount, ForgeRepository
from importer.snapshot import RepoRef
from importer.workflow import budget
from importer.workflow.runs import Run
from importer.workflow.toolbox import Toolbox

log = logging.getLogger("importer.worker")


@contextmanager
def reserved(run: Run, toolbox: Toolbox) -> Iterator[tuple[Credential, Allowance]]:
    """The credential for a run, and its share of that one's rate limit, for as long as the block
    runs. A token that is refused meanwhile marks its account.

    :raises RateLimited: fewer calls are left than an import needs.
    """
    account, credential = _choose(run.user_id, run.ref, toolbox)
    with budget.reserved(run.ref.host, credential) as allowance:
        try:
            yield credential, allowance
        except CredentialRefused as error:
            if account is None:
                raise
            allowance.credential_refused = True
            raise tokens.refused(account) from error
        except RepositoryNotFound as error:
            if lost := _lost(run):
                raise RepositoryNotFound(suggestion=tokens.refused(lost).suggestion) from error
            raise
        finally:
            if account is not None and allowance.credential_refused:
                log.warning("The token of account %d was refused", account.id)
                accounts.lose(account.id, account.sealed_token, tokens.REFUSED)


def of_person(user_id: int, ref: RepoRef, toolbox: Toolbox) -> Credential:
    """The same outside of a run; ends the reading transaction, as it may have to ask the forge."""
    return _choose(user_id, ref, toolbox)[1]


def is_of_the_instance(credential: Credential, toolbox: Toolbox) -> bool:
    """Whether what it opens is everybody's, and not only this person's."""
    return credential == toolbox.credential


def _choose(user_id: int, ref: RepoRef, toolbox: Toolbox) -> tuple[ForgeAccount | None, Credential]:
    for account in _candidates(user_id, ref):
        # No transaction stays open: the token may have to be renewed at the forge.
        db.session.commit()
        try:
            return account, tokens.credential(toolbox.connector, account)
        except CredentialRefused:
            log.warning("Account %d has to be reconnected; going on without it", account.id)
    return None, toolbox.credential


def _candidates(user_id: int, ref: RepoRef) -> list[ForgeAccount]:
    """The person's accounts at that host, those first that are known to see the repository."""
    sees = exists().where(
        ForgeRepository.account_id == ForgeAccount.id,
        ForgeRepository.user_id == user_id,
        ForgeRepository.name_key == ref.path.lower(),
    )
    return list(
        db.session.scalars(
            select(ForgeAccount)
            .where(
                ForgeAccount.user_id == user_id,
                ForgeAccount.host == ref.host,
                ForgeAccount.state == ConnectionState.OK,
            )
            .order_by(sees.desc(), ForgeAccount.id),
            execution_options={"populate_existing": True},
        )
    )


def _lost(run: Run) -> ForgeAccount | None:
    """An account that would have been asked, had it not to be reconnected."""
    found: ForgeAccount | None = db.session.scalar(
        select(ForgeAccount).where(
            ForgeAccount.user_id == run.user_id,
            ForgeAccount.host == run.ref.host,
            ForgeAccount.state == ConnectionState.RECONNECT,
        )
    )
    return found
