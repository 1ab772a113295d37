"""A real mail server on a free port of the loopback, which keeps what it is sent."""

import contextlib
import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USERNAME, PASSWORD = "us@mail.example", "mail-canary-7c1"


class MailServer:
    """:ivar mails: what it was sent, the oldest first.
    :ivar answers: replies to the next RCPT TO, in turn; then ``250``."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=off"

    def settings(self) -> dict[str, str]:
        return {"SMTP_URL": self.url, "MAIL_FROM": "Repofolio <mail@us.example>"}

    async def handle_RCPT(  # noqa: N802 - the server library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        parsed["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
        self.mails.append(parsed)
        return "250 OK"


class _OnAnyPort(Controller):
    """Lets the system choose the port, and then knows it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """:param options: for ``aiosmtpd.smtp.SMTP``."""
    handler = MailServer()
    controller = _OnAnyPort(handler, hostname="127.0.0.1", port=0, ready_timeout=30, **options)
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop(no_assert=True)


def guarded(certificate: Path) -> dict[str, Any]:
    """Options of a server that wants STARTTLS, then a name and a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def is_ours(_server: SMTP, _session: Any, _envelope: Any, _kind: str, given: Any) -> AuthResult:
        return AuthResult(
            success=(given.login, given.password) == (USERNAME.encode(), PASSWORD.encode()),
            handled=False,
        )

    return {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": is_ours,
    }


def make_certificate(path: Path, host: str = "127.0.0.1") -> Path:
    """A key and a certificate that vouches for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
