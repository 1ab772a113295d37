"""Handing a mail to the server: https://datatracker.ietf.org/doc/html/rfc5321."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from importer.smtp_url import SmtpServer

# For connecting and for each answer; servers think for a while about strangers.
ANSWER_SECONDS = 20.0


class MailRefused(Exception):
    """The server did not take the mail; the message is one line without any credentials.

    :param is_final: it will never take this one.
    """

    def __init__(self, message: str, *, is_final: bool) -> None:
        self.is_final = is_final
        super().__init__(message)


def send(server: SmtpServer, message: EmailMessage) -> None:
    """:raises MailRefused: it was not taken."""
    with _translated(server), _session(server) as session:
        session.send_message(message)


def check(server: SmtpServer) -> None:
    """Connect and sign in as for a mail, but send none.

    :raises MailRefused: that did not work.
    """
    with _translated(server), _session(server) as session:
        session.noop()


@contextmanager
def _session(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    # Not the fully qualified name, which smtplib would ask the name service for, for seconds.
    name = socket.gethostname()
    if server.is_wrapped:
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=name,
            timeout=ANSWER_SECONDS,
            context=ssl.create_default_context(),
        )
    else:
        session = smtplib.SMTP(
            server.host, server.port, local_hostname=name, timeout=ANSWER_SECONDS
        )
    try:
        if server.wants_starttls:
            session.starttls(context=ssl.create_default_context())
        if server.username:
            session.login(server.username, server.password)
        yield session
        # The mail is theirs by now: a goodbye that fails must not have it sent again.
        with suppress(smtplib.SMTPException, OSError):
            session.quit()
    finally:
        session.close()


@contextmanager
def _translated(server: SmtpServer) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        # Mends itself once the administrator has mended the setting.
        raise MailRefused(
            f"The mail server refused our name or password ({error.smtp_code}).", is_final=False
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refusal(code, said, server) from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error, server) from None
    except smtplib.SMTPNotSupportedError as error:
        # No STARTTLS is the server's fault, an address beyond ASCII this mail's.
        is_final = "SMTPUTF8" in str(error)
        raise MailRefused(f"The mail server cannot do it: {error}", is_final=is_final) from None
    except (smtplib.SMTPException, OSError) as error:
        kind = type(error).__name__
        raise MailRefused(f"The mail server could not be reached: {kind}.", is_final=False) from (
            None
        )


def _refusal(code: int, said: bytes | str, server: SmtpServer) -> MailRefused:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if server.password:
        line = line.replace(server.password, "…")
    return MailRefused(f"The mail server said {code} {line}"[:250], is_final=code >= 500)
