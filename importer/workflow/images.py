"""Fetching a project's images, and finding them again for those who may see the project."""

import hashlib
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, undefer

from importer.database import db, writing
from importer.images.decode import (
    NotAnImage,
    Picture,
    decode,
    decode_avatar,
    decode_thumbnail,
)
from importer.images.download import NO_KEY, Download, Fetched, Key
from importer.images.hero import Candidate, Hero, choose
from importer.images.wanted import Wanted, wanted
from importer.models import Image, Project, ProjectImage
from importer.sandbox import SandboxError
from importer.snapshot import RepoRef
from importer.workflow import credentials, image_sets, readmes
from importer.workflow.checkpoint import WorkerStopping
from importer.workflow.image_sets import ImageRun, ImagesLost
from importer.workflow.projects import LARGEST_ID
from importer.workflow.toolbox import Toolbox

log = logging.getLogger("importer.worker")

FETCH_SECONDS = 90.0
DECODE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a run needs to know of the project, read in one go."""

    path: str
    commit: str
    images: list[Wanted]
    key: Key
    held: dict[str, str]


def fetch(project_id: int, toolbox: Toolbox, stopping: threading.Event) -> None:
    """Fetch what the project's page shows, if that is still to be done."""
    run = image_sets.claim(project_id)
    if run is None:
        return
    try:
        _fetch(run, toolbox, _checkpoint(stopping))
    except WorkerStopping:
        image_sets.give_back(run)
    except ImagesLost:
        log.info("Images of project %d: it was deleted, or another is at it", project_id)
    except Exception:
        # The row keeps the claim until it counts as lost; then it is tried again.
        log.exception("Fetching the images of project %d failed", project_id)


def _checkpoint(stopping: threading.Event) -> Callable[[], None]:
    def check() -> None:
        if stopping.is_set():
            raise WorkerStopping

    return check


def _fetch(run: ImageRun, toolbox: Toolbox, checkpoint: Callable[[], None]) -> None:
    sources = _sources(run, toolbox)
    missing = [one for one in sources.images if not _is_current(one, sources)]
    download = Download(toolbox.http, FETCH_SECONDS, sources.key)
    answers: list[Fetched] = []
    # Pictures do not wait for badges, whose makers are other hosts, and the slower ones.
    for is_badge in (False, True):
        wave = [one for one in missing if (one.role == "badge") is is_badge]
        fetched = download.fetch([one.url for one in wave], checkpoint)
        for one, answer in zip(wave, fetched, strict=True):
            picture, problem = _decoded(one, answer, toolbox, checkpoint)
            with writing() as session:
                image_sets.change(session, run, run_id=run.run_id)
                _keep(session, run, one, picture, problem)
        answers += fetched
    with writing() as session:
        hero = _arrange(session, run, sources)
    thumbnail = _thumbnail(hero, toolbox, checkpoint)
    with writing() as session:
        _finish(session, run, hero, thumbnail)
    failed = sum(bool(answer.problem) for answer in answers)
    log.info("Fetched images of %s: %d asked for, %d failed", sources.path, len(missing), failed)


def _sources(run: ImageRun, toolbox: Toolbox) -> _Sources:
    session = db.session()
    project = session.get(
        Project, run.project_id, populate_existing=True, options=[undefer(Project.readmes)]
    )
    if project is None:
        raise ImagesLost
    rows = session.scalars(select(ProjectImage).where(ProjectImage.project_id == run.project_id))
    held = {row.url: row.sha256 for row in rows if row.sha256}
    facts: dict[str, Any] = project.facts or {}
    people = facts.get("contributors") or []
    offered = (project.analysis or {}).get("images") or []
    images = wanted(readmes.html_of(project), offered, readmes.films_of(project), people)
    sources = _Sources(project.path, project.commit or "", images, _key(project, toolbox), held)
    # No transaction is open across the network.
    session.commit()
    return sources


def _key(project: Project, toolbox: Toolbox) -> Key:
    """Raw files of a private repository need the token that read it; nothing else gets it."""
    if (project.facts or {}).get("visibility") in (None, "public"):
        return NO_KEY
    base = f"{toolbox.settings.github_raw_url}/{project.path}/"
    ref = RepoRef(project.host, project.path, project.forge)
    return Key(base, credentials.of_person(project.user_id, ref, toolbox).token)


def _is_current(one: Wanted, sources: _Sources) -> bool:
    """A file at a commit never changes; a badge may."""
    is_pinned = bool(sources.commit) and f"/{sources.commit}/" in one.url
    return is_pinned and one.url in sources.held


def _decoded(
    one: Wanted, answer: Fetched, toolbox: Toolbox, checkpoint: Callable[[], None]
) -> tuple[Picture | None, str]:
    if answer.problem:
        return None, answer.problem
    read = decode_avatar if one.role == "avatar" else decode
    try:
        picture = toolbox.sandbox.run(
            read, answer.data, timeout=DECODE_SECONDS, checkpoint=checkpoint
        )
    except NotAnImage as error:
        return None, str(error)
    except SandboxError:
        return None, "Reading it took too long or too much memory."
    return picture, ""


def _keep(
    session: Session, run: ImageRun, one: Wanted, picture: Picture | None, problem: str
) -> None:
    """The row of this address; a copy we have already outlives a host that is down."""
    key = _url_key(one.url)
    row = session.scalar(
        select(ProjectImage).where(
            ProjectImage.project_id == run.project_id, ProjectImage.url_key == key
        )
    ) or ProjectImage(project_id=run.project_id, url_key=key, url=one.url)
    row.role, row.label = one.role, one.label
    row.problem = problem[:255] or None
    if picture is not None:
        row.sha256 = _stored(session, picture)
    session.add(row)


def _stored(session: Session, picture: Picture) -> str:
    sha256 = hashlib.sha256(picture.data).hexdigest()
    if session.scalar(select(Image.sha256).where(Image.sha256 == sha256)) is None:
        session.add(
            Image(
                sha256=sha256,
                media_type=picture.media_type,
                width=picture.width,
                height=picture.height,
                size=len(picture.data),
                data=picture.data,
            )
        )
        session.flush()
    return sha256


def _arrange(session: Session, run: ImageRun, sources: _Sources) -> Hero:
    """Put them in order, forget those no longer shown, choose the one for the head."""
    image_sets.change(session, run, run_id=run.run_id)
    kept = {_url_key(one.url): (place, one) for place, one in enumerate(sources.images)}
    rows = session.scalars(select(ProjectImage).where(ProjectImage.project_id == run.project_id))
    by_key = {row.url_key: row for row in rows}
    for key, row in by_key.items():
        if key in kept:
            row.position = kept[key][0]
    session.execute(
        delete(ProjectImage).where(
            ProjectImage.project_id == run.project_id, ProjectImage.url_key.not_in(kept)
        )
    )
    return choose(_candidates(session, by_key, sources))


def _thumbnail(
    hero: Hero, toolbox: Toolbox, checkpoint: Callable[[], None]
) -> tuple[Wanted, Picture] | None:
    if hero.sha256 is None:
        return None
    data = db.session.scalar(select(Image.data).where(Image.sha256 == hero.sha256))
    db.session.commit()
    try:
        small = toolbox.sandbox.run(
            decode_thumbnail, data or b"", timeout=DECODE_SECONDS, checkpoint=checkpoint
        )
    except (NotAnImage, SandboxError):
        return None
    return Wanted(f"#{hero.sha256}", "thumb"), small


def _finish(
    session: Session, run: ImageRun, hero: Hero, thumbnail: tuple[Wanted, Picture] | None
) -> None:
    if thumbnail:
        _keep(session, run, *thumbnail, problem="")
    image_sets.change(
        session,
        run,
        run_id=None,
        is_done=True,
        hero_sha256=hero.sha256,
        hero_source=hero.source,
    )


def _candidates(
    session: Session, rows: dict[str, ProjectImage], sources: _Sources
) -> list[Candidate]:
    held = {row.sha256 for row in rows.values() if row.sha256}
    query = select(Image.sha256, Image.width, Image.height).where(Image.sha256.in_(held))
    sizes = {sha256: (width, height) for sha256, width, height in session.execute(query)}
    found = []
    for one in sources.images:
        row = rows.get(_url_key(one.url))
        if row is not None and row.sha256 in sizes:
            width, height = sizes[row.sha256]
            found.append(Candidate(row.sha256, one.role, width, height, one.width, one.from_tree))
    return found


def _url_key(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ShownImage:
    """A copy we hold, and where it stood."""

    url: str
    role: str
    label: str
    sha256: str
    media_type: str
    width: int
    height: int


def of_project(session: Session, project_id: int) -> list[ShownImage]:
    """The images we hold for a project, in the README's order."""
    query = (
        select(
            ProjectImage.url,
            ProjectImage.role,
            ProjectImage.label,
            Image.sha256,
            Image.media_type,
            Image.width,
            Image.height,
        )
        .join(Image, Image.sha256 == ProjectImage.sha256)
        .where(ProjectImage.project_id == project_id, ProjectImage.role != "thumb")
        .order_by(ProjectImage.position, ProjectImage.id)
    )
    return [ShownImage(*row) for row in session.execute(query)]


def thumbnail(session: Session, project: Project) -> str | None:
    """The small copy of a page's picture; of one its owner has chosen, that one itself.

    None where the page has no picture, or its owner wants none.
    """
    wanted = (project.edits or {}).get("hero")
    if wanted == "":
        return None
    query = select(ProjectImage.sha256).where(ProjectImage.project_id == project.id)
    named = ProjectImage.role == "thumb" if wanted is None else ProjectImage.url == wanted
    return session.scalar(query.where(named).limit(1))


def visible(
    session: Session, project_id: int, sha256: str, *, viewer_id: int | None
) -> tuple[Image, bool] | None:
    """An image of a project the viewer may see, without its bytes, and whether all may see it."""
    if project_id > LARGEST_ID or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    query = (
        select(Image, Project.is_public)
        .join(ProjectImage, ProjectImage.sha256 == Image.sha256)
        .join(Project, Project.id == ProjectImage.project_id)
        .where(
            Project.id == project_id,
            Image.sha256 == sha256,
            or_(Project.is_public, Project.user_id == viewer_id),
        )
        .limit(1)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None
