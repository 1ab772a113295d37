"""The front page."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.accounts import users
from importer.database import db
from importer.tasks import toolbox
from importer.web.blueprint import web
from importer.web.forms import AddForm
from importer.workflow import lease, projects


@web.get("/")
def home() -> ResponseReturnValue:
    """A person's own projects; for strangers what this is; on the first visit the set-up."""
    if not current_user.is_authenticated:
        if not users.any_exist():
            return redirect(url_for("web.setup"))
        return render_template("welcome.html", signup_open=toolbox().settings.signup == "open")
    session = db.session()
    return render_template(
        "home.html",
        form=AddForm(),
        running=lease.holder(session, current_user.id),
        projects=projects.of_user(session, current_user, viewer_id=current_user.id),
    )
