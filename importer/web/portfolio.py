"""A person's projects on one page: looked through by anybody, arranged by their owner."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.accounts import users
from importer.database import db
from importer.errors import NotFound
from importer.models import Project, User
from importer.web.absolute import absolute
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.workflow import portfolio, projects
from importer.workflow.edits import tidy
from importer.workflow.portfolio import MOST_ARRANGED, Wanted

PER_PAGE = 60
FEED_ENTRIES = 50
_LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list.

    :param before, after: addresses of the neighbouring parts, or empty.
    """

    rows: list[Project]
    number: int
    count: int
    before: str
    after: str


@web.get("/<username>", endpoint="portfolio")
def show_portfolio(username: str) -> ResponseReturnValue:
    """What the visitor may see of it; the owner sees everything."""
    owner = _owner_or_404(username)
    viewer_id = current_user.id if current_user.is_authenticated else None
    rows = projects.of_user(db.session(), owner, viewer_id=viewer_id)
    wanted = _wanted()
    found = portfolio.matching(rows, wanted)
    return render_template(
        "portfolio.html",
        owner=owner,
        is_owner=viewer_id == owner.id,
        total=len(rows),
        found=len(found),
        wanted=wanted,
        choices=portfolio.choices(rows),
        page=_page(owner, found, wanted),
        has_feed=any(project.is_public and project.is_showcase for project in rows),
    )


@web.get("/portfolio/order")
@signed_in
def portfolio_order() -> ResponseReturnValue:
    """Where the owner puts the projects in order."""
    rows = projects.of_user(db.session(), current_user, viewer_id=current_user.id)
    return render_template(
        "arrange.html", owner=current_user, projects=rows[:MOST_ARRANGED], total=len(rows)
    )


@web.post("/portfolio/order")
@signed_in
def arrange_portfolio() -> ResponseReturnValue:
    """Every button saves the whole order; those with arrows move one project first."""
    order = [int(one) for one in request.form.getlist("order") if _is_number(one)]
    direction, _, moved = request.form.get("move", "").partition(":")
    if _is_number(moved):
        order = portfolio.moved(order, int(moved), up=direction == "up")
    portfolio.arrange(current_user.id, order)
    return redirect(url_for("web.portfolio_order"), code=303)


@web.get("/<username>/feed.atom")
def portfolio_feed(username: str) -> Response:
    """The public showcased projects, the newest first, as an Atom feed (RFC 4287)."""
    owner = _owner_or_404(username)
    rows = projects.of_user(db.session(), owner, viewer_id=None)
    shown = [project for project in rows if project.is_showcase]
    shown = sorted(shown, key=lambda project: project.imported_at, reverse=True)[:FEED_ENTRIES]
    feed = render_template("feed.xml", owner=owner, projects=shown, tidy=tidy, absolute=absolute)
    answer = make_response(feed)
    answer.mimetype = "application/atom+xml"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _owner_or_404(username: str) -> User:
    owner = users.by_name(username)
    if owner is None:
        raise NotFound("There is nobody of that name here.")
    return owner


def _wanted() -> Wanted:
    def asked(name: str) -> str:
        return tidy(request.args.get(name, ""))[:_LONGEST_QUERY]

    return Wanted(asked("q"), asked("category"), asked("topic"), asked("language"))


def _page(owner: User, found: list[Project], wanted: Wanted) -> Page:
    count = max(1, -(-len(found) // PER_PAGE))
    text = request.args.get("page", "1")
    number = min(count, max(1, int(text))) if _is_number(text) else 1

    def address(other: int) -> str:
        if not 1 <= other <= count:
            return ""
        asked = {
            "q": wanted.words,
            "category": wanted.category,
            "topic": wanted.topic,
            "language": wanted.language,
            "page": str(other) if other > 1 else "",
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        path = url_for("web.portfolio", username=owner.username)
        return f"{path}?{query}" if query else path

    rows = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(rows, number, count, address(number - 1), address(number + 1))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
