"""Ending mails about imports by the link in each of them, without signing in."""

from flask import render_template
from flask.typing import ResponseReturnValue

from importer.errors import NotFound
from importer.extensions import csrf
from importer.notifications import unsubscribe as links
from importer.tasks import toolbox
from importer.web.blueprint import web


@web.get("/unsubscribe/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Only asks: scanners of mails open every link they see."""
    _person_or_404(token)
    return render_template("unsubscribe.html", is_done=False)


# The link itself is the permission; mail programs send this by themselves (RFC 8058), and have
# neither a cookie nor a page of ours.
@csrf.exempt  # type: ignore[untyped-decorator]
@web.post("/unsubscribe/<token>")
def unsubscribe_now(token: str) -> ResponseReturnValue:
    links.stop_mails(_person_or_404(token))
    return render_template("unsubscribe.html", is_done=True)


def _person_or_404(token: str) -> int:
    user_id = links.person(toolbox().settings, token)
    if user_id is None:
        raise NotFound(
            "This link is not one of ours, or was cut short.",
            suggestion="Use the whole link of the mail, or sign in and open the settings.",
        )
    return user_id
