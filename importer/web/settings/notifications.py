"""What to be told of, and how."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.database import db, writing
from importer.errors import InvalidInput
from importer.models import Channel, Happening
from importer.notifications import choices, devices
from importer.notifications.webhooks import registry
from importer.tasks import toolbox
from importer.web.blueprint import web
from importer.web.guards import signed_in

CHANNEL_TITLES = {
    Channel.PAGE: "In the page",
    Channel.BROWSER: "Browser",
    Channel.EMAIL: "E-mail",
}
HAPPENING_TITLES = {
    Happening.STARTED: ("An import starts", "A worker has begun with it."),
    Happening.FINISHED: ("It is done", "The project page is there."),
    Happening.FAILED: ("It failed", "With the reason, and what to do."),
}


@web.get("/settings/notifications")
@signed_in
def notification_settings() -> ResponseReturnValue:
    return settings_page()


@web.post("/settings/notifications")
@signed_in
def choose_notifications() -> ResponseReturnValue:
    after = request.form.get("email_after", str(choices.DEFAULT_EMAIL_AFTER))
    if not after.isdecimal():
        raise InvalidInput("email_after", "Choose one of the periods in the list.")
    with writing() as session:
        choices.save(session, current_user.id, request.form.getlist("wanted"), int(after[:9]))
    flash("Your choices have been saved.")
    return redirect(url_for("web.notification_settings"), code=303)


def settings_page(
    *, webhook_url: str = "", webhook_error: str = "", webhook_secret: str = "", message: str = ""
) -> str:
    """The whole page.

    :param webhook_url: as it was typed, where ``webhook_error`` is about it.
    :param webhook_secret: to be shown this once.
    """
    session = db.session()
    webhook = registry.of(session, current_user.id)
    return render_template(
        "settings/notifications.html",
        chosen=choices.of(session, current_user.id),
        channels={one: CHANNEL_TITLES[one] for one in choices.CHANNELS},
        happenings=HAPPENING_TITLES,
        periods=choices.PERIODS,
        mail_is_on=toolbox().settings.mail_is_on,
        devices=devices.of(session, current_user.id),
        webhook=webhook,
        webhook_log=registry.log(session, webhook) if webhook else [],
        webhook_url=webhook_url,
        webhook_error=webhook_error,
        webhook_secret=webhook_secret,
        message=message,
    )
