"""Asking the forge who somebody is: to sign in, to make an account, to set a first password.

What was begun is kept by the browser that began it, sealed, in its signed session. Nothing of it is
stored here, so there is no number of strangers that pushes out somebody else's.
"""

import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from importer.connections import handshakes
from importer.connections.connector import Connector
from importer.forges.base import Grant
from importer.vault import VaultLocked


@dataclass(frozen=True, slots=True)
class Begun:
    """:param wanted: what it was begun for.
    :param verifier: the secret half of the challenge the forge was given (PKCE)."""

    wanted: Mapping[str, str]
    verifier: str


def begin(connector: Connector, redirect_uri: str, wanted: Mapping[str, str]) -> tuple[str, str]:
    """The address the person is sent to, and what their browser has to bring back, sealed.

    :param wanted: a few short texts, to be had again by :func:`resume`.
    :raises NotConnected: no app is registered for this server.
    """
    handshakes.require_web_flow(connector)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    until = time.time() + handshakes.WEB_LIFE.total_seconds()
    sealed = connector.vault.seal(json.dumps([state, verifier, until, dict(wanted)]))
    return connector.oauth.authorize_url(redirect_uri, state, verifier, private=False), sealed


def resume(connector: Connector, sealed: str, state: str) -> Begun:
    """What this browser began, if that is what the forge's answer belongs to.

    :param state: of the answer.
    :raises NotConnected: it is not, or it was begun too long ago.
    """
    try:
        expected, verifier, until, wanted = json.loads(connector.vault.open(sealed))
    except VaultLocked as error:
        raise handshakes.foreign() from error
    if not hmac.compare_digest(state.encode(), expected.encode()) or until < time.time():
        raise handshakes.foreign()
    return Begun(wanted, verifier)


def finish(connector: Connector, begun: Begun, code: str, redirect_uri: str) -> Grant:
    """Trade the code, which is good once, for a token.

    :raises NotConnected: GitHub does not give one.
    """
    return handshakes.exchange(connector, code, redirect_uri, begun.verifier)
