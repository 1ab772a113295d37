"""Guarded HTTP: addresses checked when dialled, bytes and seconds bounded."""

from importer.http.client import Answer, HttpClient, Permit
from importer.http.dialing import Dialer, is_public
from importer.http.errors import (
    AddressRefused,
    CallNotPermitted,
    ConnectionFailed,
    DeadlineExceeded,
    HttpError,
)

__all__ = [
    "AddressRefused",
    "Answer",
    "CallNotPermitted",
    "ConnectionFailed",
    "DeadlineExceeded",
    "Dialer",
    "HttpClient",
    "HttpError",
    "Permit",
    "is_public",
]
