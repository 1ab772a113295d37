"""The person's webhook: its address, its secret, its log."""

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.database import db, writing
from importer.errors import InvalidInput, NotFound
from importer.gate import stepped_out
from importer.models import Webhook
from importer.notifications import outbox
from importer.notifications.errors import Undeliverable
from importer.notifications.webhooks import delivering, messages, registry, signing
from importer.tasks import courier, tell_again, toolbox
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.settings.notifications import settings_page
from importer.web.waiting import waiting_place

HERE = "web.notification_settings"


@web.post("/settings/notifications/webhook")
@signed_in
def set_up_webhook() -> ResponseReturnValue:
    url = request.form.get("url", "")
    try:
        is_new = registry.set_up(current_user.id, url, toolbox().settings)
    except InvalidInput as error:
        return settings_page(webhook_url=url, webhook_error=error.message), error.http_status
    if is_new:
        return _with_secret("The webhook has been set up.")
    flash("The webhook’s address has been saved.")
    return redirect(url_for(HERE), code=303)


@web.post("/settings/notifications/webhook/secret")
@signed_in
def renew_webhook_secret() -> ResponseReturnValue:
    registry.renew_secret(_own_or_404())
    return _with_secret("There is a new secret; the old one is not used any more.")


@web.post("/settings/notifications/webhook/test")
@signed_in
def test_webhook() -> ResponseReturnValue:
    webhook = _own_or_404()
    mine = courier()
    try:
        with waiting_place(), stepped_out():
            message = messages.ping(webhook, mine.settings)
            delivering.try_once(mine.http, mine.settings, webhook, message)
    except Undeliverable as error:
        flash(f"That did not work. {error}")
    else:
        flash("It works: the test was taken.")
    return redirect(url_for(HERE), code=303)


@web.post("/settings/notifications/webhook/activation")
@signed_in
def switch_webhook_on() -> ResponseReturnValue:
    registry.switch_on(_own_or_404())
    flash("The webhook is on again.")
    return redirect(url_for(HERE), code=303)


@web.post("/settings/notifications/webhook/removal")
@signed_in
def remove_webhook() -> ResponseReturnValue:
    registry.remove(_own_or_404())
    flash("The webhook and its log have been removed.")
    return redirect(url_for(HERE), code=303)


@web.post("/settings/notifications/webhook/deliveries/<row:notification_id>/again")
@signed_in
def send_again(notification_id: int) -> ResponseReturnValue:
    """The same once more, under the same delivery id."""
    webhook = _own_or_404()
    with writing() as session:
        is_going = outbox.again(session, notification_id, webhook.id)
    if not is_going:
        raise NotFound("There is nothing to send again: it is on its way, or too old.")
    tell_again(notification_id)
    flash("It is being sent again; reload the page to see what came of it.")
    return redirect(url_for(HERE), code=303)


def _with_secret(message: str) -> ResponseReturnValue:
    webhook = _own_or_404()
    secret = signing.secret(webhook, toolbox().settings)
    answer = make_response(settings_page(webhook_secret=secret, message=message))
    # Shown once; neither Back nor a cache brings it again.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _own_or_404() -> Webhook:
    webhook = registry.of(db.session(), current_user.id)
    if webhook is None:
        raise NotFound("There is no webhook.")
    db.session.refresh(webhook)
    return webhook
