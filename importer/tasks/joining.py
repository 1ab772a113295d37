"""Accounts made with GitHub: the account, its connection, and what let the person in, at once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from importer import audit
from importer.accounts import invitations, throttle, users
from importer.accounts.sessions import Caller
from importer.connections import accounts
from importer.errors import Forbidden, RepofolioError
from importer.forges.base import Grant, Identity
from importer.mail import outbox
from importer.models import ForgeAccount, User
from importer.tasks.doors import toolbox
from importer.tasks.letters import confirmation, letters_to
from importer.tasks.mail import nudge_mail
from importer.tasks.repositories import refresh_repositories


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who wants an account.

    :param token: of the invitation; empty for open sign-up.
    """

    token: str
    username: str
    email: str


def require_welcome(newcomer: Newcomer) -> None:
    """:raises LinkSpent: the invitation was used, withdrawn, or has expired.
    :raises Forbidden: nobody is let in that way.
    """
    signup = toolbox().settings.signup
    if newcomer.token:
        invitations.find(newcomer.token)
    if signup == "closed" or (signup == "invite" and not newcomer.token):
        raise Forbidden("Sign-up is closed here.", suggestion="Ask the administrator about it.")


def join_with_forge(newcomer: Newcomer, grant: Grant, caller: Caller) -> User:
    """Make an account without a password, whose owner signs in with the forge's account.

    :param grant: what the forge gave for it, kept as the account's connection.
    :raises InvalidInput: a field is not acceptable, or the name is taken.
    :raises NotConnected: that account of the forge signs in as somebody else here.
    :raises LinkSpent: the invitation was used, withdrawn, or has expired.
    :raises Forbidden: nobody is let in that way.
    :raises TooManyAttempts: from this place, or for this address, asked too often.
    :raises ForgeError: the forge did not answer.
    """
    connector = toolbox().connector
    identity = accounts.identify(connector, grant)
    try:
        require_welcome(newcomer)
        user, account = _make(newcomer, identity, grant, caller)
    except RepofolioError:
        accounts.give_back(connector, grant)
        raise
    refresh_repositories(account)
    return user


def _make(
    newcomer: Newcomer, identity: Identity, grant: Grant, caller: Caller
) -> tuple[User, ForgeAccount]:
    invitation = invitations.find(newcomer.token) if newcomer.token else None
    is_confirmed = invitation is not None or not toolbox().settings.mail_is_on
    if invitation is None:
        throttle.begin(letters_to(newcomer.email), caller.address)
    made: list[ForgeAccount] = []
    mail_ids: list[int] = []

    def then(session: Session, user: User) -> None:
        if invitation is not None:
            invitations.use(session, invitation, user)
        made.append(accounts.attach(session, toolbox().connector, user.id, identity, grant))
        audit.record(
            session, user.id, "forge_connected", address=caller.address, detail=identity.login
        )
        if not is_confirmed:
            mail_ids.append(outbox.put(session, confirmation(user, user.email)))

    user = users.create(
        newcomer.username, newcomer.email, None, is_pending=not is_confirmed, then=then
    )
    for mail_id in mail_ids:
        nudge_mail(mail_id)
    return user, made[0]
