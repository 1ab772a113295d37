"""The card that stands in where a project has no picture: hills in the colours of its languages.

Drawn from the repository's name alone, so that it is always the same, and of nothing that could
run: numbers and colours that were checked.
"""

import hashlib
import re
from collections.abc import Sequence

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.database import db
from importer.errors import NotFound
from importer.models import Project
from importer.web.blueprint import web
from importer.workflow import projects

WIDTH, HEIGHT = 1200, 280
_HILLS = 4
_STEP = 100
_FALLBACK = ("#1d5b47", "#8fcbb0", "#857d70")

_STYLE = (
    "rect{fill:#f1eee6}circle{fill:#fffefb}path{fill-opacity:.72}"
    "@media(prefers-color-scheme:dark){rect{fill:#262621}circle{fill:#35342e}path{fill-opacity:.5}}"
)


@web.get("/projects/<int:project_id>/card.svg")
def project_card(project_id: int) -> ResponseReturnValue:
    """To whoever may see the project."""
    viewer_id = current_user.id if current_user.is_authenticated else None
    project = projects.by_id(db.session(), project_id, viewer_id=viewer_id)
    if project is None:
        raise NotFound("There is no such project, or it is private.")
    return drawn(project)


def drawn(project: Project) -> Response:
    """The card as an answer."""
    answer = Response(card(project), mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def card(project: Project) -> str:
    """A drawing as SVG."""
    digest = hashlib.sha256(project.source_key.encode()).digest()
    stated = [str(one.get("color")) for one in (project.analysis or {}).get("languages") or []]
    colours = [one for one in stated if re.fullmatch(r"#[0-9a-fA-F]{6}", one)]
    hills = "".join(_hill(digest, place, colours or _FALLBACK) for place in range(_HILLS))
    sun = f'<circle cx="{150 + digest[0] * 3.5:.0f}" cy="{60 + digest[1] / 5:.0f}" r="44"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="xMidYMax slice">'
        f'<style>{_STYLE}</style><rect width="{WIDTH}" height="{HEIGHT}"/>{sun}{hills}</svg>'
    )


def _hill(digest: bytes, place: int, colours: Sequence[str]) -> str:
    """A line through random heights, smoothed, each hill lower than the one behind it."""
    base = 150 + place * 32
    heights = [
        base + digest[(place * 7 + step) % len(digest)] * 70 // 255 - 35
        for step in range(WIDTH // _STEP + 2)
    ]
    line = f"M0 {heights[0]}"
    for step in range(1, len(heights)):
        middle = (heights[step - 1] + heights[step]) / 2
        line += f"Q{(step - 1) * _STEP} {heights[step - 1]} {(step - 0.5) * _STEP:.0f} {middle:.0f}"
    return f'<path fill="{colours[place % len(colours)]}" d="{line}V{HEIGHT}H0Z"/>'
