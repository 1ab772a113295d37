"""The person's own repositories on ``/projects/add``: searched, filtered, refreshed, imported."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.clock import now
from importer.connections import accounts, mirror, picker
from importer.connections.picker import Choice, Found, Wish
from importer.database import db
from importer.errors import NotFound
from importer.models import ConnectionState, ForgeAccount
from importer.web.blueprint import web
from importer.web.filters import moment
from importer.web.following import follow
from importer.web.guards import signed_in
from importer.workflow import workers

# A worker that is there begins within a second; after this many something is in the way.
_UNHEARD_AFTER = timedelta(seconds=12)
_LAST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the list is, and whether it is being read.

    :param since: when the reading that is awaited was asked for, if one is.
    :param unheard: nobody has begun it.
    :param first: there is no list yet.
    :param done: pages read of ``total``; 0 of 0 while that is not known.
    """

    accounts: list[ForgeAccount]
    since: datetime | None
    busy: bool
    unheard: bool
    first: bool
    done: int
    total: int

    @property
    def synced_at(self) -> datetime | None:
        """When the oldest of the lists was read."""
        return min((one.synced_at for one in self.accounts if one.synced_at), default=None)

    @property
    def troubled(self) -> list[ForgeAccount]:
        return [one for one in self.accounts if one.state != ConnectionState.OK or one.sync_error]


@dataclass(frozen=True, slots=True)
class Picker:
    """Everything the page shows of the person's repositories."""

    found: Found
    freshness: Freshness
    owners: list[Choice]
    languages: list[Choice]


@web.get("/projects/add/repositories")
@signed_in
def picker_rows() -> ResponseReturnValue:
    """The partial with the rows, while somebody types or turns pages."""
    found = picker.find(db.session(), current_user.id, wish())
    return render_template("partials/_picker_rows.html", found=found, query=query)


@web.get("/projects/add/selects")
@signed_in
def picker_selects() -> ResponseReturnValue:
    """The partial with the filters, once a list was read to its end and there may be others."""
    session = db.session()
    return render_template(
        "partials/_picker_selects.html",
        owners=picker.owners(session, current_user.id),
        languages=picker.languages(session, current_user.id),
        wish=wish(),
    )


@web.get("/projects/add/freshness")
@signed_in
def picker_freshness() -> ResponseReturnValue:
    """The partial that says how old the list is; while it is being read it asks again, and each
    answer lets the rows come anew."""
    freshness = _freshness(moment(request.args.get("since", "")))
    answer = make_response(render_template("partials/_picker_freshness.html", freshness=freshness))
    answer.headers["Cache-Control"] = "no-store"
    happened = ["repositories:changed"] + ([] if freshness.busy else ["repositories:complete"])
    answer.headers["HX-Trigger"] = json.dumps({name: {} for name in happened})
    return answer


@web.post("/projects/add/refresh")
@signed_in
def refresh_picker() -> ResponseReturnValue:
    asked_at = now()
    for account in accounts.of(db.session(), current_user.id):
        if account.state == ConnectionState.OK:
            tasks.refresh_repositories(account)
    if request.headers.get("HX-Request"):
        return render_template("partials/_picker_freshness.html", freshness=_freshness(asked_at))
    since = asked_at.isoformat()
    return redirect(url_for("web.add_project", since=since, _anchor="repositories"), code=303)


@web.post("/projects/add/repositories")
@signed_in
def import_picked() -> ResponseReturnValue:
    """Import the one repository whose button was pressed."""
    number = request.form.get("repository", "")
    found = (
        picker.owned(db.session(), current_user.id, int(number))
        if number.isascii() and number.isdecimal() and len(number) < 10
        else None
    )
    if found is None:
        raise NotFound("There is no such repository in your list any more.")
    job = tasks.submit(
        current_user,
        found.web_url,
        is_showcase=request.form.get("is_showcase") == "y",
        is_private=request.form.get("is_public") != "y",
    )
    follow(job)
    return redirect(url_for("web.import_page", public_id=job.public_id), code=303)


def shown() -> Picker | None:
    """The picker for the page; None for somebody without a connected account."""
    session = db.session()
    mine = accounts.of(session, current_user.id)
    if not mine:
        return None
    asked = [tasks.refresh_if_stale(one) for one in mine]
    since = moment(request.args.get("since", "")) or (now() if any(asked) else None)
    return Picker(
        found=picker.find(session, current_user.id, wish()),
        freshness=_freshness(since, mine),
        owners=picker.owners(session, current_user.id),
        languages=picker.languages(session, current_user.id),
    )


def wish(said: Mapping[str, str] | None = None) -> Wish:
    """What the address asks for; whatever makes no sense is as if it had not been said.

    :param said: the fields of a form instead.
    """
    said = request.args if said is None else said
    sort, visibility, page = said.get("sort", ""), said.get("visibility", ""), said.get("page", "")
    is_number = page.isascii() and page.isdecimal() and len(page) < 6
    return Wish(
        q=_text(said, "q"),
        owner=_text(said, "owner"),
        language=_text(said, "language"),
        visibility=visibility if visibility in picker.VISIBILITIES else "",
        hide_forks=said.get("forks") == "hide",
        hide_archived=said.get("archived") == "hide",
        sort=sort if sort in picker.SORTS else "pushed",
        page=min(max(int(page), 1), _LAST_PAGE) if is_number else 1,
    )


def query(wished: Wish, page: int) -> dict[str, str]:
    """The arguments that ask for another page of the same."""
    said = {
        "q": wished.q,
        "owner": wished.owner,
        "language": wished.language,
        "visibility": wished.visibility,
        "forks": "hide" if wished.hide_forks else "",
        "archived": "hide" if wished.hide_archived else "",
        "sort": wished.sort if wished.sort != "pushed" else "",
        "page": str(page) if page > 1 else "",
    }
    return {name: value for name, value in said.items() if value}


def _text(said: Mapping[str, str], name: str) -> str:
    return said.get(name, "").replace("\0", "")[:200]


def _freshness(since: datetime | None, mine: list[ForgeAccount] | None = None) -> Freshness:
    mine = accounts.of(db.session(), current_user.id) if mine is None else mine
    usable = [one for one in mine if one.state == ConnectionState.OK]
    awaited = [one for one in usable if _is_awaited(one, since)]
    begun = any(mirror.is_running(one) for one in awaited)
    asked_at = since or min((one.connected_at for one in awaited), default=now())
    unheard = bool(awaited) and not begun and asked_at < now() - _UNHEARD_AFTER
    return Freshness(
        accounts=mine,
        since=since,
        busy=bool(awaited) and not unheard,
        unheard=unheard and not workers.alive(db.session()),
        first=any(one.synced_at is None for one in usable),
        done=sum(one.sync_done for one in awaited),
        total=sum(one.sync_total for one in awaited),
    )


def _is_awaited(account: ForgeAccount, since: datetime | None) -> bool:
    """Whether a reading is under way, or was asked for and has not ended since."""
    if mirror.is_running(account):
        return True
    if account.synced_at is None and not account.sync_error:
        return True
    return since is not None and (account.sync_at is None or account.sync_at < since)
