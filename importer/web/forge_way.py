"""The way to GitHub's page and back, for whoever is to be recognised there."""

from collections.abc import Mapping

from flask import render_template, session, url_for

from importer.connections import signing_in
from importer.connections.signing_in import Begun
from importer.tasks import toolbox

# The sealed half of the handshake that this browser has begun.
_BEGUN = "forge_begun"


def callback() -> str:
    """The one address registered at GitHub, for connecting and for all of these."""
    return url_for("web.oauth_callback", _external=True)


def leave(wanted: Mapping[str, str]) -> str:
    """A page that leads on to GitHub, which says whose account it is and gives us nothing else.

    :param wanted: what it is for; ``to`` names who takes the answer.
    :raises NotConnected: no app is registered for this server.
    """
    url, session[_BEGUN] = signing_in.begin(toolbox().connector, callback(), wanted)
    return render_template("sign_in_leaving.html", target=url)


def is_begun() -> bool:
    """Whether this browser has gone that way and not come back."""
    return _BEGUN in session


def forget() -> None:
    """Whatever was begun is not awaited any more."""
    session.pop(_BEGUN, None)


def come_back(state: str) -> Begun:
    """What was begun; nobody is signed in by following somebody's link, and nobody twice.

    :raises NotConnected: this browser did not begin what the answer belongs to.
    """
    return signing_in.resume(toolbox().connector, session.pop(_BEGUN, ""), state)
