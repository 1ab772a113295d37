"""A mail, and its form on the wire."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from importer.clock import now
from importer.models import OutgoingMail

_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
# What the application says for itself; nobody else's business.
_OWN_HEADERS = frozenset(
    """
    from to cc bcc sender reply-to subject date message-id auto-submitted mime-version
    content-type content-transfer-encoding
    """.split()  # noqa: SIM905 - easier to read than a column of quoted words
)
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """:param to: one address, e.g. ``ada@example.org``.
    :param subject: one line; line ends and control characters become blanks.
    :param text: the mail as plain text; always there.
    :param html: the same as HTML, or nothing.
    :param headers: further ones, such as ``List-Unsubscribe`` or ``References``.
    :raises ValueError: a header's name is not a name or one of our own, or its value not one line.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.headers.items():
            if not _HEADER_NAME.fullmatch(name) or name.lower() in _OWN_HEADERS:
                raise ValueError(f"not a header a message may set: {name!r}")
            if not value.isprintable():
                raise ValueError(f"the header {name} is not one printable line")

    @property
    def one_line_subject(self) -> str:
        printable = "".join(char if char.isprintable() else " " for char in self.subject)
        return " ".join(printable.split())[:LONGEST_SUBJECT]


def message_id(mail: OutgoingMail, sender: str) -> str:
    """The mail's ``Message-ID``, the same in every attempt; later mails may refer to it."""
    domain = sender.rpartition("@")[2].rstrip(">")
    return f"<{mail.message_key}@{domain}>"


class _Wire(EmailPolicy):
    """Leaves the addresses of ``List-…`` headers whole.

    The library would fold a long one as if it were text, into encoded words, which no mail program
    takes for an address. Lines may have 998 characters.
    """

    def fold(self, name: str, value: Any) -> str:
        if name.lower().startswith("list-"):
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower().startswith("list-"):
            return self.fold(name, value).encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


_WIRE = _Wire(linesep="\r\n")


def compose(mail: OutgoingMail, sender: str) -> EmailMessage:
    """What is handed to the server.

    The library's policy refuses any header value with a line end in it.

    :param sender: ``MAIL_FROM``.
    :raises ValueError: the recipient is no address.
    """
    message = EmailMessage(policy=_WIRE)
    message["From"] = sender
    message["To"] = _address(mail.recipient)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = message_id(mail, sender)
    # RFC 3834: no out-of-office answers to a machine.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


def _address(recipient: str) -> Address:
    try:
        return Address(addr_spec=recipient)
    except (ValueError, IndexError, MessageError) as error:
        # The standard library answers what is no address in all of these ways.
        raise ValueError("the recipient is no e-mail address") from error
