"""Mails: put into a table in the transaction that wants them, sent by the worker."""

from importer.mail.message import OutgoingMessage

__all__ = ["OutgoingMessage"]
