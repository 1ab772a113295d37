"""Several repositories at once: a list is understood, shown, and then imported one by one."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.database import db
from importer.errors import ImportInProgress, RepofolioError
from importer.web.blueprint import web
from importer.web.forms import BatchForm
from importer.web.guards import signed_in
from importer.web.remedies import remedy
from importer.workflow import lease
from importer.workflow.plan import MOST, Plan, Verdict


@web.get("/projects/add/several")
@signed_in
def add_several() -> ResponseReturnValue:
    """The form; ``?address=`` (any number of them) fills it in."""
    given = "\n".join(request.args.getlist("address"))
    return _form(BatchForm(formdata=None, addresses=given))


@web.post("/projects/add/several")
@signed_in
def plan_several() -> ResponseReturnValue:
    """What would happen, before it does."""
    form = BatchForm()
    try:
        plan = tasks.plan_batch(current_user, _text(form))
    except RepofolioError as error:
        return _form(form, error), error.http_status
    if not plan.entries:
        return _form(form), 400
    return _plan(form, plan)


@web.post("/imports/batches")
@signed_in
def start_several() -> ResponseReturnValue:
    """Start what the plan showed, as far as it is still new."""
    form = BatchForm()
    try:
        plan = tasks.plan_batch(current_user, _text(form))
        tasks.start_batch(
            current_user,
            plan,
            is_showcase=bool(form.is_showcase.data),
            is_private=not form.is_public.data,
            append=bool(form.append.data),
        )
    except ImportInProgress as error:
        # It began since the plan was shown; now that offers to go behind it.
        return _plan(form, plan, error), error.http_status
    except RepofolioError as error:
        return _form(form, error), error.http_status
    return redirect(url_for("web.import_list"), code=303)


def _text(form: BatchForm) -> str:
    """Lines of the text field, of the file, and of ticked repositories, as one list."""
    upload = form.file.data
    uploaded = upload.read().decode("utf-8", errors="replace") if upload else ""
    return "\n".join([form.addresses.data or "", uploaded, *request.form.getlist("address")])


def _form(form: BatchForm, error: RepofolioError | None = None) -> str:
    return render_template("several.html", form=form, error=error, most=MOST)


def _plan(form: BatchForm, plan: Plan, error: RepofolioError | None = None) -> str:
    return render_template(
        "several_plan.html",
        form=form,
        plan=plan,
        left_out=plan.of(Verdict.IMPORTED, Verdict.QUEUED, Verdict.DOUBLED),
        not_understood=plan.of(Verdict.NOT_UNDERSTOOD),
        running=lease.holder(db.session(), current_user.id),
        error=error,
        remedy=remedy(error) if error else None,
    )
