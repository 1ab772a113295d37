"""How a page presents itself elsewhere: its address, its card, and what search engines read."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, request
from flask_login import current_user

from importer.database import db
from importer.errors import NotFound
from importer.gate import stepped_out
from importer.models import Project, User
from importer.web import share_card
from importer.web.absolute import absolute
from importer.web.blueprint import web
from importer.web.filters import compact, moment, safe_url
from importer.web.project_view import ProjectView
from importer.web.share_card import Card
from importer.workflow import projects


@web.get("/<username>/<slug>/card.png")
def share_card_image(username: str, slug: str) -> Response:
    """The card of a page the visitor may see."""
    viewer_id = current_user.id if current_user.is_authenticated else None
    found = projects.visible(db.session(), username, slug, viewer_id=viewer_id)
    if found is None:
        raise NotFound("There is no such project, or it is private.")
    project, owner = found
    card = card_of(project, owner)
    answer = make_response()
    answer.set_etag(card.name)
    if project.is_public:
        answer.headers["Cache-Control"] = "public, max-age=3600"
    if request.if_none_match.contains(card.name):
        answer.make_conditional(request)
        return answer
    db.session.commit()
    with stepped_out():
        answer.set_data(share_card.png(card))
    answer.mimetype = "image/png"
    return answer


def card_of(project: Project, owner: User) -> Card:
    view = ProjectView(project)
    return Card(
        title=project.title,
        description=project.description,
        address=project.path,
        owner=owner.username,
        stars=compact(project.stars) if project.stars else "",
        languages=tuple((part.width / 1000, part.color) for part in view.languages),
        language=project.primary_language,
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """What a public page says of itself to those who do not read it.

    :param data: JSON-LD.
    """

    address: str
    card: str
    data: dict[str, Any]


def shared(project: Project, owner: User) -> Shared:
    return Shared(
        page_address(project, owner), card_address(project, owner), linked_data(project, owner)
    )


def page_address(project: Project, owner: User) -> str:
    """The page's one address, however it was reached."""
    return absolute("web.project_page", username=owner.username, slug=project.slug)


def card_address(project: Project, owner: User) -> str:
    return absolute(
        "web.share_card_image",
        username=owner.username,
        slug=project.slug,
        v=card_of(project, owner).name[:12],
    )


def linked_data(project: Project, owner: User) -> dict[str, Any]:
    """The page as a schema.org SoftwareSourceCode (https://schema.org/SoftwareSourceCode)."""
    view = ProjectView(project)
    released = (view.facts.get("release") or {}).get("tag")
    created = moment(view.facts.get("created_at"))
    pushed = moment(view.facts.get("pushed_at"))
    said = {
        "@context": "https://schema.org",
        "@type": "SoftwareSourceCode",
        "name": project.title,
        "description": project.description,
        "url": page_address(project, owner),
        "image": card_address(project, owner),
        "codeRepository": safe_url(project.web_url),
        "programmingLanguage": [part.name for part in view.languages],
        "license": _licence(view),
        "keywords": [name for name, _ in view.topics],
        "version": released,
        "dateCreated": created.date().isoformat() if created else None,
        "dateModified": pushed.date().isoformat() if pushed else None,
        "contributor": [
            {"@type": "Person", "name": one["login"], "url": safe_url(one.get("url"))}
            for one in view.facts.get("contributors") or []
        ],
    }
    return {name: value for name, value in said.items() if value}


def _licence(view: ProjectView) -> str:
    spdx_id = str((view.licence or {}).get("spdx_id") or "")
    if spdx_id and spdx_id != "NOASSERTION":
        return f"https://spdx.org/licenses/{spdx_id}"
    return ""
