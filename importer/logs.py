"""What the processes write to standard error: lines for people, or one JSON object a line; never a
secret.

Whatever a library or an exception put into a message passes :class:`Redacted` last, so that a token
that got into an address or a header does not get into a file.
"""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Literal

import structlog

LogFormat = Literal["text", "json"]

HIDDEN = "[hidden]"
# Shorter ones would hide ordinary words.
_SHORTEST_SECRET = 8
_TOKENS = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|rpf_[\w-]{20,})"
)
_SCHEMES = re.compile(r"(?i)\b(bearer|basic|token)\s+[A-Za-z0-9._~+/-]{16,}=*")
_PASSWORDS = re.compile(r"(://[^/\s:@]*:)[^@\s/]+(?=@)")
_PARAMETERS = re.compile(
    r"(?i)\b((?:access_|refresh_|csrf_)?token|client_secret|code|password|secret|signature|state)="
    r"[^&\s'\"]+"
)


class Redacted(logging.Formatter):
    """Another formatter's lines without secrets.

    :param secrets: known ones, hidden wherever they stand.
    """

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        known = sorted({one for one in secrets if len(one) >= _SHORTEST_SECRET}, key=len)
        self._known = re.compile("|".join(map(re.escape, reversed(known)))) if known else None

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(self._inner.format(record))

    def redact(self, text: str) -> str:
        """``text`` without what is, or looks like, a secret."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        text = _TOKENS.sub(HIDDEN, text)
        text = _SCHEMES.sub(rf"\1 {HIDDEN}", text)
        text = _PASSWORDS.sub(rf"\1{HIDDEN}", text)
        return _PARAMETERS.sub(rf"\1={HIDDEN}", text)


def configure(log_format: LogFormat, secrets: Iterable[str]) -> None:
    """Let this process write its log; what was set up before is replaced."""
    inner = _as_json() if log_format == "json" else _as_text()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacted(inner, secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Huey's own lines would tell each story a second time.
    for name in ("huey", "alembic", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _as_text() -> logging.Formatter:
    return logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", datefmt="%H:%M:%S")


def _as_json() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
