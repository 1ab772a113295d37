"""Accounts and mails together: whatever a link that is sent has to do with."""

from sqlalchemy.orm import Session

from importer import audit
from importer.accounts import credentials, invitations, letters, links, recovery, throttle, users
from importer.accounts.sessions import Caller
from importer.database import db, writing
from importer.mail import OutgoingMessage, outbox
from importer.mail import links as pages
from importer.models import Invitation, User
from importer.tasks.doors import toolbox
from importer.tasks.mail import nudge_mail, post

_NO_MAIL = 0


def reset_link(user: User) -> str:
    """A link with which the person sets a new password, good for an hour and once."""
    token = links.for_reset(user)
    return pages.page(toolbox().settings, "web.reset_password", token=token)


def invitation_link(token: str) -> str:
    return pages.page(toolbox().settings, "web.accept_invitation", token=token)


def ask_for_reset(name: str, caller: Caller) -> None:
    """Send a link to the account of this name or address, if there is one.

    Nothing tells whether there is: for an unknown name the same rows are written (and taken back)
    and the queue is told of a mail that does not exist.

    :raises TooManyAttempts: asked too often.
    """
    throttle.begin(f"reset {name.strip().lower()}", caller.address)
    user = users.find(name)
    addressee = user or User(id=0, username="nobody", email="nobody@example.org", password_hash="")
    letter = letters.reset(addressee, reset_link(addressee))
    with writing() as session:
        mail_id = outbox.put(session, letter)
        if user:
            audit.record(session, user.id, "password_link_made", address=caller.address)
        else:
            audit.rehearse(session, "password_link_made", address=caller.address)
    nudge_mail(mail_id if user else _NO_MAIL)


def sign_up(username: str, email: str, password: str, caller: Caller) -> User:
    """Make an account; where mails are sent it is pending until the address is confirmed.

    :raises InvalidInput: a field is not acceptable, or the name is taken.
    :raises TooManyAttempts: from this place, or for this address, asked too often.
    """
    throttle.begin(letters_to(email), caller.address)
    if not toolbox().settings.mail_is_on:
        return users.create(username, email, password)
    mail_ids: list[int] = []

    def write_to(session: Session, user: User) -> None:
        mail_ids.append(outbox.put(session, confirmation(user, user.email)))

    user = users.create(username, email, password, is_pending=True, then=write_to)
    for mail_id in mail_ids:
        nudge_mail(mail_id)
    return user


def accept(invitation: Invitation, username: str, email: str, password: str) -> User:
    """Make the account somebody was invited to make.

    :raises LinkSpent: the invitation was used meanwhile.
    :raises InvalidInput: a field is not acceptable, or the name is taken.
    """
    return users.create(
        username,
        email,
        password,
        then=lambda session, user: invitations.use(session, invitation, user),
    )


def invite(by: User, email: str = "") -> str:
    """Make an invitation, send it if it can be sent, and return its link.

    :raises InvalidInput: not an address.
    """
    link = invitation_link(invitations.make(by, email))
    if email.strip() and toolbox().settings.mail_is_on:
        post(letters.invitation(by, email.strip(), link))
    return link


def change_email(user: User, proof: str, email: str, caller: Caller) -> bool:
    """Change the address at once, or, where mails are sent, once it is confirmed.

    :returns: whether it has been changed already.
    :raises InvalidInput: ``proof`` is not the password, or ``email`` no address.
    :raises TooManyAttempts: letters to this address were asked for too often.
    """
    if not toolbox().settings.mail_is_on:
        credentials.change_email(user, proof, email, caller)
        return True
    address = users.checked_email(email)
    credentials.require_password(user, proof, field="proof")
    throttle.begin(letters_to(address), caller.address)
    post(confirmation(user, address))
    return False


def confirm_email(token: str, caller: Caller) -> User:
    """Confirm an address; if it is a new one the former is told.

    :raises LinkSpent: the link does not fit (any more).
    """
    former = links.open_confirmation(token).user.email
    user = recovery.confirm_email(token, caller)
    db.session.refresh(user)
    if former.lower() != user.email.lower() and toolbox().settings.mail_is_on:
        post(letters.address_changed(user.username, former, user.email))
    return user


def confirmation(user: User, email: str) -> OutgoingMessage:
    """The mail whose link shows that the address is the person's."""
    token = links.for_confirmation(user, email)
    link = pages.page(toolbox().settings, "web.confirm_email", token=token)
    return letters.confirmation(user, email, link)


def letters_to(email: str) -> str:
    """What counts letters to an address: nobody is to be flooded from here."""
    return f"letters to {email.strip().lower()}"
