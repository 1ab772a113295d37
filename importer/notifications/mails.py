"""A notification as a mail, plain and as HTML."""

from flask import render_template

from importer.config import Settings
from importer.database import db
from importer.mail import OutgoingMessage, links
from importer.models import Notification, User
from importer.notifications import unsubscribe, wording
from importer.notifications.errors import Pointless
from importer.notifications.links import path_to


def compose(claimed: Notification, settings: Settings) -> OutgoingMessage:
    """:raises Pointless: there is nowhere to send it to, or no server to send it with."""
    if not settings.mail_is_on:
        raise Pointless("No mail server is set up.")
    session = db.session()
    user = session.get(User, claimed.user_id)
    if user is None or not user.email:
        raise Pointless("The person has no e-mail address.")
    told = wording.tell(session, claimed.id)
    values = {
        "told": told,
        "user": user,
        "address": settings.public_url + path_to(told),
        "settings_address": links.page(settings, "web.notification_settings"),
        "unsubscribe_address": unsubscribe.link(settings, user.id),
    }
    return OutgoingMessage(
        to=user.email,
        subject=told.subject,
        text=render_template("mail/notification.txt", **values),
        html=render_template("mail/notification.html", **values),
        headers=unsubscribe.headers(settings, user.id),
    )
