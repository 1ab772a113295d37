"""What can go wrong before there is an answer. Forges translate these at their border.

HttpError
├── AddressRefused      the address may not be dialled, or is no http address
├── CallNotPermitted    the caller's permit refused the first attempt
├── ConnectionFailed    no connection, cut, unreadable, also after the retries
└── DeadlineExceeded    the call's seconds are over, or its wave was abandoned
"""


class HttpError(Exception):
    """No answer was had; the message never holds headers or credentials."""


class AddressRefused(HttpError):
    pass


class CallNotPermitted(HttpError):
    pass


class ConnectionFailed(HttpError):
    pass


class DeadlineExceeded(HttpError):
    pass
