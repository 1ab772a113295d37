"""What an answer that is no success means. A pure function, in the order of the rules.

The order matters: a limit looks like a refusal, a blocked repository like a missing permission.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from importer.errors import (
    CredentialRefused,
    ForgeAnswerInvalid,
    ForgeError,
    ForgeUnreachable,
    RateLimited,
    RepositoryBlocked,
    RepositoryForbidden,
    RepositoryNotFound,
)
from importer.forges.github.limits import is_limit, retry_at
from importer.forges.wire import web_link
from importer.http import Answer

_SSO_URL = re.compile(r"url=(\S+)")
# What an organisation's rules say to a token; the first that matches, so the general one last.
_POLICIES = tuple(
    (re.compile(pattern, re.IGNORECASE), reason, said, advice)
    for pattern, reason, said, advice in (
        (
            r"ip allow list",
            "ip",
            "The organization admits only certain network addresses, and this server's is not one.",
            "Ask an owner of the organization to put it on their IP allow list.",
        ),
        (
            r"oauth app access restrictions",
            "app",
            "The organization has not approved the app that your account is connected through.",
            "Ask the organization to approve it, or connect with a fine-grained token.",
        ),
        (
            r"lifetime",
            "policy",
            "The organization does not admit access tokens that are good for so long.",
            "Make a token that expires sooner.",
        ),
        (
            r"forbids access via a (personal access token|fine-grained)",
            "policy",
            "The organization does not admit this kind of access token.",
            "Connect with a token of the kind it admits.",
        ),
        (
            r"although you appear to have the correct authorization",
            "policy",
            "The organization's policy refuses this access token or this server's address.",
            "Ask the organization to admit it, or use a token that its policy allows.",
        ),
    )
)
_PERMISSION = re.compile(r"resource not accessible|must have|you need", re.IGNORECASE)
_FIRST_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;)]")


def refusal(answer: Answer, *, authorized: bool, now: datetime) -> ForgeError:
    """The error that ``answer`` (any status but 2xx) stands for.

    :param authorized: whether a token was sent.
    """
    body = _body(answer)
    message = body.get("message")
    message = message if isinstance(message, str) else ""
    if answer.status == 401:
        return _unauthenticated(authorized)
    if is_limit(answer, message):
        return RateLimited(retry_at(answer, now))
    if answer.status in (403, 451):
        return _forbidden(answer, body, message)
    if answer.status in (404, 410):
        return RepositoryNotFound()
    if answer.status >= 500:
        return ForgeUnreachable("The forge has trouble answering at the moment.")
    return ForgeAnswerInvalid(f"The forge answered with the unexpected status {answer.status}.")


def is_about_the_token(error: ForgeError) -> bool:
    """Whether the same call may succeed without the token, as for public repositories."""
    return isinstance(error, CredentialRefused | RepositoryForbidden)


def _unauthenticated(authorized: bool) -> ForgeError:
    if authorized:
        return CredentialRefused()
    return CredentialRefused(
        "The forge answers only to callers with an access token.",
        suggestion="Give a token that may read the repository.",
    )


def _forbidden(answer: Answer, body: Mapping[str, Any], message: str) -> ForgeError:
    sso = answer.headers.get("x-github-sso", "")
    if sso.startswith("required"):
        found = _SSO_URL.search(sso)
        return RepositoryForbidden(
            "The organization wants the access token to be authorized for single sign-on.",
            suggestion="Open the link, authorize the token, then try again.",
            link=(web_link(found[1]) if found else "") or None,
            reason="sso",
        )
    block = body.get("block")
    if isinstance(block, dict) or answer.status == 451:
        return _blocked(block if isinstance(block, dict) else {})
    link = _FIRST_LINK.search(message)
    where = (web_link(link[0]) if link else "") or None
    for pattern, reason, said, advice in _POLICIES:
        if pattern.search(message):
            return RepositoryForbidden(said, suggestion=advice, link=where, reason=reason)
    if _PERMISSION.search(message):
        return RepositoryForbidden(
            "The access token lacks a permission for this repository.",
            suggestion="Give it read access to contents and metadata of the repository.",
            reason="permission",
        )
    return RepositoryForbidden()


def _blocked(block: Mapping[str, Any]) -> ForgeError:
    notice = block.get("html_url")
    reason = "after a legal complaint" if block.get("reason") == "dmca" else "for its own rules"
    return RepositoryBlocked(
        f"The forge has blocked this repository {reason}.",
        link=(web_link(notice) if isinstance(notice, str) else "") or None,
    )


def _body(answer: Answer) -> Mapping[str, Any]:
    """The error's JSON; nothing where it is HTML, as it may be with 5xx."""
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
