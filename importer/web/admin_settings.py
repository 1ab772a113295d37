"""The settings that may be changed while everything runs; for administrators."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.adjustable import ADJUSTABLE, Adjustable, OneOf
from importer.database import db
from importer.errors import InvalidInput
from importer.models import SettingOverride
from importer.tasks import toolbox
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.guards import administrators_only, signed_in
from importer.workflow import overrides

WORDS = {
    "SIGNUP": (
        "Who may make an account",
        "closed: nobody; invite: with a link that an administrator makes; open: anybody.",
    ),
    "IMPORTS_PER_HOUR": (
        "Imports a person may ask for in an hour",
        "0 for no limit.",
    ),
    "API_CALLS_PER_MINUTE": (
        "Calls an API token may make in a minute",
        "Also of an address without a good token. 0 for no limit.",
    ),
    "IMPORT_TIMEOUT": (
        "Seconds an import may take",
        "Those that begin from now on.",
    ),
    "LLM_CALLS_PER_HOUR": (
        "Questions to the language model in an hour",
        "Of the whole instance, where a model is set. 0 switches it off.",
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as the page shows it.

    :param base: its value without what was changed here.
    :param origin: where that is from.
    :param changed: what was changed here, if it was.
    :param error: why what was just sent cannot be.
    :param given: what was sent then.
    """

    rule: Adjustable
    base: object
    origin: str
    changed: SettingOverride | None
    error: str = ""
    given: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        return self.rule.choices if isinstance(self.rule, OneOf) else ()

    @property
    def value(self) -> str:
        """What the field holds."""
        return self.given or (self.changed.value if self.changed else str(self.base))


@web.get("/admin/settings")
@signed_in
@administrators_only
def admin_settings() -> ResponseReturnValue:
    return _page()


@web.post("/admin/settings/<name>")
@signed_in
@administrators_only
def change_setting(name: str) -> ResponseReturnValue:
    value = request.form.get("value", "")
    try:
        overrides.change(name, value, actor=current_user, address=caller().address)
    except InvalidInput as error:
        return _page(name, value, error.message), error.http_status
    return _back(f"{name} is changed, everywhere within a few seconds.")


@web.post("/admin/settings/<name>/default")
@signed_in
@administrators_only
def reset_setting(name: str) -> ResponseReturnValue:
    """Back to what environment, file or default say."""
    overrides.reset(name, actor=current_user, address=caller().address)
    return _back(f"{name} is as it was at the start again.")


def _back(message: str) -> ResponseReturnValue:
    toolbox().overrides.look_again()
    flash(message)
    return redirect(url_for("web.admin_settings"), code=303)


def _page(wrong: str = "", given: str = "", error: str = "") -> str:
    base = toolbox().base_settings
    changed = overrides.of_instance(db.session())
    shown = [
        Shown(
            rule,
            getattr(base, name.lower()),
            base.origins[name],
            changed.get(name),
            *((error, given[:40]) if name == wrong else ()),
        )
        for name, rule in ADJUSTABLE.items()
    ]
    return render_template("admin_settings.html", shown=shown, words=WORDS)
