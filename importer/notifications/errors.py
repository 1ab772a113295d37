"""Why a notification did not leave the house."""

from datetime import datetime


class Undeliverable(Exception):
    """The attempt failed; the message is one line that may be shown to the person it was for.

    :param is_final: trying again cannot help.
    :param not_before: the other side does not want to hear from us earlier.
    """

    def __init__(
        self, message: str, *, is_final: bool = False, not_before: datetime | None = None
    ) -> None:
        self.is_final = is_final
        self.not_before = not_before
        super().__init__(message)


class Pointless(Exception):
    """There is nobody to tell any more: what it was for is gone, or switched off."""
