"""Facts about one repository that are no files: languages, people, releases."""

from tools.sample_forge import people, shapes
from tools.sample_forge.context import Context
from tools.sample_forge.messages import Answer, error, json_answer
from tools.sample_forge.model import Json
from tools.sample_forge.paging import page_of


def show(context: Context) -> Answer:
    repository = context.repository
    parent = context.catalogue.named(repository.parent) if repository.parent else None
    return json_answer(shapes.full_repository(context.bases, repository, context.viewer, parent))


def languages(context: Context) -> Answer:
    return json_answer(context.repository.languages)


def topics(context: Context) -> Answer:
    return json_answer({"names": context.repository.topics})


def contributors(context: Context) -> Answer:
    if context.repository.load is None:
        return Answer(204)
    busiest = sorted(context.repository.contributors, key=lambda person: -person.contributions)
    shown = [people.contributor(context.bases, person) for person in busiest]
    return _paged(context, "contributors", shown)


def latest_release(context: Context) -> Answer:
    stable = [release for release in context.repository.releases if not release.prerelease]
    if not stable:
        return error(404, "Not Found", "/releases/releases#get-the-latest-release")
    latest = max(stable, key=lambda release: release.published_at)
    return json_answer(shapes.release(context.bases, context.repository, latest))


def releases(context: Context) -> Answer:
    newest = sorted(context.repository.releases, key=lambda release: release.published_at)[::-1]
    shown = [shapes.release(context.bases, context.repository, release) for release in newest]
    return _paged(context, "releases", shown)


def tags(context: Context) -> Answer:
    url = shapes.repo_url(context.bases, context.repository)
    shown = [
        {
            "name": tag.name,
            "zipball_url": f"{url}/zipball/refs/tags/{tag.name}",
            "tarball_url": f"{url}/tarball/refs/tags/{tag.name}",
            "commit": {"sha": tag.sha, "url": f"{url}/commits/{tag.sha}"},
            "node_id": f"REF_{tag.sha}",
        }
        for tag in context.repository.tags
    ]
    return _paged(context, "tags", shown)


def _paged(context: Context, what: str, items: list[Json]) -> Answer:
    url = f"{context.bases.api}/repositories/{context.repository.id}/{what}"
    shown, headers = page_of(context.request, items, url)
    return json_answer(shown, headers=headers)
