"""Taking a page along: as data, as Markdown, as one HTML file; and all of a person's at once."""

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Response, current_app, render_template, stream_with_context
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import undefer

from importer.database import db
from importer.errors import NotFound
from importer.models import Project, User
from importer.web.absolute import absolute
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.inline_images import InlineImages
from importer.web.project_view import ProjectView
from importer.web.provenance import origins
from importer.workflow import exporting, markdown, projects

_SHEETS = (
    *("tokens", "base", "frame", "controls", "components", "project", "facts", "media"),
    *("prose", "blocks", "highlight", "print", "export"),
)
_INLINED_LINK = re.compile(r'\shref="data:[^"]*"')

Export = Callable[[Project, User], str]


def as_json(project: Project, owner: User) -> str:
    return json.dumps(exporting.shown(project, owner), ensure_ascii=False, indent=2) + "\n"


def as_html(project: Project, owner: User) -> str:
    """One file that needs no other: styles and pictures stand in it, and nothing runs."""
    view = ProjectView(project)
    view.hosted = InlineImages(project)
    page = render_template(
        "export.html",
        view=view,
        project=project,
        owner=owner,
        is_owner=False,
        is_export=True,
        absolute=absolute,
        origins=origins(view),
        styles=_styles(),
    )
    # A picture's link to itself would carry its bytes a second time.
    return _INLINED_LINK.sub("", page)


FORMATS: dict[str, tuple[str, Export]] = {
    "json": ("application/json", as_json),
    "md": ("text/markdown", markdown.page),
    "html": ("text/html", as_html),
}


@web.get("/<username>/<slug>/export.<kind>")
def export_project(username: str, slug: str, kind: str) -> Response:
    """The page in one of :data:`FORMATS`, as a file to keep, for whoever may see it."""
    viewer_id = current_user.id if current_user.is_authenticated else None
    found = projects.visible(db.session(), username, slug, viewer_id=viewer_id)
    if found is None or kind not in FORMATS:
        raise NotFound("There is no such page, or not in this format.")
    project, owner = found
    media_type, export = FORMATS[kind]
    return _file(export(project, owner), media_type, f"{project.slug}.{kind}")


@web.get("/portfolio/export.zip")
@signed_in
def export_portfolio() -> Response:
    """Every project of the signed-in person in every format, sent as it is made."""
    owner_id = current_user.id
    chosen = select(Project.id).where(Project.user_id == owner_id).order_by(Project.id)
    ids = list(db.session.scalars(chosen))
    body = stream_with_context(_zipped(owner_id, ids))
    answer = Response(body, mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="portfolio.zip"'
    return answer


class _Pipe:
    """What the archive writes, to be taken out piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _zipped(owner_id: int, ids: list[int]) -> Iterator[bytes]:
    pipe = _Pipe()
    # A stream that cannot be sought is enough for writing.
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for project_id in ids:
            for name, text in _files(owner_id, project_id):
                archive.writestr(name, text)
                yield pipe.taken()
    yield pipe.taken()


def _files(owner_id: int, project_id: int) -> Iterator[tuple[str, str]]:
    """One project's; no transaction stays open while they are sent."""
    project = db.session.scalar(
        select(Project)
        .options(undefer(Project.readmes), undefer(Project.readme_html))
        .where(Project.id == project_id, Project.user_id == owner_id)
    )
    owner = db.session.get(User, owner_id)
    made = []
    if project is not None and owner is not None:
        for kind, (_, export) in FORMATS.items():
            made.append((f"{project.slug}/{project.slug}.{kind}", export(project, owner)))
    db.session.remove()
    yield from made


def _file(text: str, media_type: str, name: str) -> Response:
    answer = Response(text, mimetype=media_type)
    # A slug has no character that would need quoting.
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _styles() -> Markup:
    folder = Path(str(current_app.static_folder)) / "css"
    sheets = "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in _SHEETS)
    return Markup("<style>{}</style>").format(Markup(sheets))  # noqa: S704 - our own files
