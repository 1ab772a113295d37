"""What is written to people about their accounts."""

from importer.mail import OutgoingMessage
from importer.models import User

_NOT_YOU = "If you did not ask for this, do nothing: nothing has been changed."


def reset(user: User, link: str) -> OutgoingMessage:
    return OutgoingMessage(
        user.email,
        "Set a new password",
        f"Hello {user.username},\n\nto set a new password for your account, open this link within "
        f"an hour:\n\n{link}\n\nIt works once. {_NOT_YOU}\n",
    )


def confirmation(user: User, email: str, link: str) -> OutgoingMessage:
    return OutgoingMessage(
        email,
        "Confirm your e-mail address",
        f"Hello {user.username},\n\nto confirm that this is your address, open this link within "
        f"two days:\n\n{link}\n\nIt works once. {_NOT_YOU}\n",
    )


def invitation(by: User, email: str, link: str) -> OutgoingMessage:
    return OutgoingMessage(
        email,
        f"{by.username} invites you to Repofolio",
        f"Hello,\n\n{by.username} invites you to make an account. Open this link within a week:"
        f"\n\n{link}\n\nIt works once, and for this address only.\n",
    )


def address_changed(username: str, former: str, new: str) -> OutgoingMessage:
    return OutgoingMessage(
        former,
        "Your e-mail address was changed",
        f"Hello {username},\n\nthe e-mail address of your account is now {new}. This is the last "
        "mail to this one.\n\nIf that was not you, tell the administrator.\n",
    )
