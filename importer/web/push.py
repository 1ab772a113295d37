"""Browsers that want to be told things while no tab is open."""

from flask import Response, current_app, flash, redirect, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.errors import NotFound
from importer.gate import stepped_out
from importer.models import PushDevice
from importer.notifications import delivery, devices
from importer.notifications.devices import Subscription
from importer.notifications.errors import Pointless, Undeliverable
from importer.tasks import courier, toolbox
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.waiting import waiting_place


@web.get("/sw.js")
def service_worker() -> Response:
    """At the top, so that it may serve the whole site; asked for anew by browsers each day."""
    answer = send_from_directory(f"{current_app.static_folder}/js", "sw.js")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@web.post("/settings/notifications/devices")
@signed_in
def add_device() -> ResponseReturnValue:
    """What the page's script sends after the browser has subscribed."""
    form = request.form
    subscription = Subscription(
        form.get("endpoint", ""), form.get("p256dh", ""), form.get("auth", "")
    )
    name = devices.name_of(request.headers.get("User-Agent", ""))
    devices.register(current_user.id, subscription, name, toolbox().settings)
    return "", 204


@web.post("/settings/notifications/devices/<row:device_id>/removal")
@signed_in
def remove_device(device_id: int) -> ResponseReturnValue:
    device = _owned_or_404(device_id)
    devices.remove(device.id)
    flash(f"{device.name} will not be told any more.")
    return redirect(url_for("web.notification_settings"), code=303)


@web.post("/settings/notifications/devices/<row:device_id>/test")
@signed_in
def test_device(device_id: int) -> ResponseReturnValue:
    """Push something to it at once, and say what its service answered."""
    device = _owned_or_404(device_id)
    message = {
        "title": "It works",
        "text": "Repofolio can tell you when an import is done.",
        "url": url_for("web.notification_settings"),
        "tag": "test",
        "always": "yes",
    }
    try:
        with waiting_place(), stepped_out():
            delivery.push_now(device, courier(), message, "test")
    except Undeliverable as error:
        flash(f"That did not work. {error}")
    except Pointless:
        flash(f"{device.name} has withdrawn its permission; it has been removed from the list.")
    else:
        flash(f"Sent to {device.name}. It should appear there in a moment.")
    return redirect(url_for("web.notification_settings"), code=303)


def push_key() -> str:
    """What browsers subscribe to."""
    return courier().push_keys.public


def _owned_or_404(device_id: int) -> PushDevice:
    device = devices.owned(current_user.id, device_id)
    if device is None:
        raise NotFound("There is no such device, or it is not yours.")
    return device
