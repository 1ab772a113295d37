"""HTML: pages, partials and their error pages. Thin: parse, call one function, render."""

from flask import Flask

from importer.extensions import login_manager
from importer.notifications.links import path_to
from importer.web import (
    absence,
    add,
    admin,
    admin_people,
    admin_queues,
    admin_settings,
    batches,
    callers,
    cards,
    diagrams,
    errors,
    export,
    filters,
    first_password,
    home,
    images,
    imports,
    joining,
    links,
    picker,
    portfolio,
    previews,
    probes,
    project_edit,
    project_refresh,
    project_settings,
    projects,
    push,
    queue,
    second_step,
    sessions,
    settings,
    setup,
    sharing,
    thumbnails,
    toasts,
    unsubscribe,
)
from importer.web.assets import asset, static_file
from importer.web.blueprint import web
from importer.web.devices import device_name
from importer.web.indentation import Unindented
from importer.web.settings.sections import SECTIONS
from importer.web.streams import live_mark

__all__ = [
    "absence",
    "add",
    "admin",
    "admin_people",
    "admin_queues",
    "admin_settings",
    "batches",
    "cards",
    "diagrams",
    "errors",
    "export",
    "first_password",
    "home",
    "images",
    "imports",
    "init_app",
    "joining",
    "links",
    "picker",
    "portfolio",
    "previews",
    "probes",
    "project_edit",
    "project_refresh",
    "project_settings",
    "projects",
    "push",
    "queue",
    "second_step",
    "sessions",
    "settings",
    "setup",
    "sharing",
    "thumbnails",
    "toasts",
    "unsubscribe",
    "web",
]


def init_app(app: Flask) -> None:
    """Hang the pages on the application; its login manager sends people to our sign-in page."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    app.view_functions["static"] = static_file
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["live_mark"] = live_mark
    app.jinja_env.globals["settings_sections"] = SECTIONS
    app.jinja_env.globals["notices_of_page"] = toasts.notices_of_page
    app.jinja_env.globals["push_key"] = push.push_key
    app.jinja_env.globals["path_to"] = path_to
    app.jinja_env.filters.update(filters.FILTERS)
    app.jinja_env.globals["device_name"] = device_name
    login_manager.user_loader(callers.load_user)
    login_manager.unauthorized_handler(errors.sign_in_first)
    app.register_blueprint(web)
