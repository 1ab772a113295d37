"""Files: trees, blobs, contents, README, licence, commits."""

import base64
from functools import lru_cache

from tools.sample_forge import shapes
from tools.sample_forge.content import Content, is_link
from tools.sample_forge.context import Context
from tools.sample_forge.gitobjects import Entry
from tools.sample_forge.messages import Answer, Bases, error, json_answer
from tools.sample_forge.model import Json, Repository

_JSON_CONTENT_LIMIT = 1_000_000
"""Bytes; larger files come without content in the JSON form."""


def resolve(repository: Repository, ref: str) -> tuple[Content, str] | None:
    """What a branch, tag, commit or tree sha means: the content, and the folder in it."""
    content = repository.content
    if content is None:
        return None
    names = {"HEAD", repository.default_branch, content.commit.sha}
    names |= {tag.name for tag in repository.tags}
    if ref.removeprefix("refs/").removeprefix("heads/").removeprefix("tags/") in names:
        return content, ""
    folder = content.tree_paths.get(ref)
    return None if folder is None else (content, folder)


def tree(context: Context, ref: str) -> Answer:
    repository = context.repository
    docs = "/git/trees#get-a-tree"
    if repository.content is None:
        return error(409, "Git Repository is empty.", docs)
    found = resolve(repository, ref)
    if found is None:
        return error(404, "Not Found", docs)
    content, folder = found
    named = ref not in content.tree_paths
    sha = content.commit.sha if named else ref
    recursive = "recursive" in context.request.query
    return Answer(body=_tree_body(context.bases, repository, sha, folder, recursive))


@lru_cache(maxsize=64)
def _tree_body(
    bases: Bases, repository: Repository, sha: str, folder: str, recursive: bool
) -> bytes:
    assert repository.content
    url = f"{shapes.repo_url(bases, repository)}/git"
    entries = repository.content.under(folder, recursive)
    limit = repository.tree_limit if recursive else len(entries)
    shown = {
        "sha": sha,
        "url": f"{url}/trees/{sha}",
        "tree": [_tree_row(url, entry) for entry in entries[:limit]],
        "truncated": len(entries) > limit,
    }
    return json_answer(shown).body


def _tree_row(url: str, entry: Entry) -> Json:
    row = {"path": entry.path, "mode": entry.mode, "type": entry.kind, "sha": entry.sha}
    if entry.kind == "blob":
        return row | {"size": entry.size, "url": f"{url}/blobs/{entry.sha}"}
    return row | {"url": f"{url}/trees/{entry.sha}"} if entry.kind == "tree" else row


def blob(context: Context, sha: str) -> Answer:
    content = context.repository.content
    path = content.blob_paths.get(sha) if content else None
    data = content.read(path) if content and path else None
    if data is None:
        return error(404, "Not Found", "/git/blobs#get-a-blob")
    if context.request.accepts("raw"):
        return _raw(context, data, sha)
    shown = {
        "sha": sha,
        "node_id": f"B_{sha}",
        "size": len(data),
        "url": f"{shapes.repo_url(context.bases, context.repository)}/git/blobs/{sha}",
        "content": _base64(data),
        "encoding": "base64",
    }
    return json_answer(shown, headers={"ETag": f'"{sha}"'})


def contents(context: Context, path: str) -> Answer:
    docs = "/repos/contents#get-repository-content"
    if context.repository.content is None:
        return error(404, "This repository is empty.", docs)
    ref = context.request.query.get("ref", context.repository.default_branch)
    found = resolve(context.repository, ref)
    if found is None:
        return error(404, f"No commit found for the ref {ref}", docs)
    content, path = found[0], path.strip("/")
    if content.is_folder(path):
        entries = content.under(path, recursive=False)
        prefix = f"{path}/" if path else ""
        return json_answer([_listed(context, prefix + e.path, e, ref) for e in entries])
    entry = content.by_path.get(path)
    return _file(context, content, entry, ref) if entry else error(404, "Not Found", docs)


def readme(context: Context) -> Answer:
    docs = "/repos/contents#get-a-repository-readme"
    content = context.repository.content
    entry = content.readme() if content else None
    if content is None or entry is None:
        return error(404, "Not Found", docs)
    ref = context.request.query.get("ref", context.repository.default_branch)
    return _file(context, content, entry, ref)


def licence(context: Context) -> Answer:
    content = context.repository.content
    entry = content.licence_file() if content else None
    if content is None or entry is None or context.repository.licence is None:
        return error(404, "Not Found", "/licenses/licenses#get-the-license-for-a-repository")
    extra = {"license": shapes.licence(context.bases, context.repository.licence)}
    return _file(context, content, entry, context.repository.default_branch, extra)


def commit(context: Context, ref: str) -> Answer:
    docs = "/commits/commits#get-a-commit"
    if context.repository.content is None:
        return error(409, "Git Repository is empty.", docs)
    found = resolve(context.repository, ref)
    if found is None:
        return error(422, f"No commit found for SHA: {ref}", docs)
    sha = found[0].commit.sha
    if context.request.accepts("vnd.github.sha"):
        media = "application/vnd.github.sha; charset=utf-8"
        return Answer(200, sha.encode(), media, {"ETag": f'"{sha}"'})
    return json_answer(_commit(context, found[0]))


def _commit(context: Context, content: Content) -> Json:
    url = shapes.repo_url(context.bases, context.repository)
    head = content.commit
    signature = {"name": head.author, "email": "author@example.org", "date": head.when}
    git_commit = {
        "author": signature,
        "committer": signature,
        "message": head.message,
        "tree": {"sha": head.tree, "url": f"{url}/git/trees/{head.tree}"},
        "url": f"{url}/git/commits/{head.sha}",
        "comment_count": 0,
    }
    return {
        "sha": head.sha,
        "node_id": f"C_{head.sha}",
        "commit": git_commit,
        "url": f"{url}/commits/{head.sha}",
        "html_url": f"{context.bases.web}/{context.repository.full_name}/commit/{head.sha}",
        "comments_url": f"{url}/commits/{head.sha}/comments",
        "author": None,
        "committer": None,
        "parents": [],
    }


def _file(
    context: Context, content: Content, entry: Entry, ref: str, extra: Json | None = None
) -> Answer:
    """One path in the form asked for. A link to a file shows that file under the link's name."""
    shown = _listed(context, entry.path, entry, ref)
    source: Entry | None = entry
    if is_link(entry):
        target = content.link_target(entry)
        source = content.by_path.get(target) if target else None
        if source is None or source.kind != "blob":
            link = (content.read(entry.path) or b"").decode("utf-8", "replace")
            return json_answer(shown | {"type": "symlink", "target": link})
    if entry.kind == "commit":
        return json_answer(shown | {"type": "submodule", "submodule_git_url": None})
    assert source
    data = content.read(source.path)
    if data is None:
        return error(404, "Not Found", "/repos/contents#get-repository-content")
    if context.request.accepts("raw"):
        return _raw(context, data, entry.sha)
    small = len(data) <= _JSON_CONTENT_LIMIT
    shown |= {
        "size": len(data),
        "content": _base64(data) if small else "",
        "encoding": "base64" if small else "none",
    }
    return json_answer(shown | (extra or {}), headers={"ETag": f'W/"{entry.sha}"'})


def _listed(context: Context, path: str, entry: Entry, ref: str) -> Json:
    """A path as in a folder's listing."""
    name = context.repository.full_name
    url = f"{shapes.repo_url(context.bases, context.repository)}"
    folder = entry.kind == "tree"
    own = f"{url}/contents/{path}?ref={ref}"
    page = f"{context.bases.web}/{name}/{'tree' if folder else 'blob'}/{ref}/{path}"
    git = f"{url}/git/{'trees' if folder else 'blobs'}/{entry.sha}"
    file = entry.kind == "blob"
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": entry.sha,
        "size": entry.size or 0,
        "url": own,
        "html_url": page,
        "git_url": git,
        "download_url": f"{context.bases.raw}/{name}/{ref}/{path}" if file else None,
        "type": "dir" if folder else ("symlink" if is_link(entry) else "file"),
        "_links": {"self": own, "git": git, "html": page},
    }


def _raw(context: Context, data: bytes, sha: str) -> Answer:
    media = (context.request.headers.get("Accept") or "").split(",")[0].strip()
    return Answer(200, data, f"{media}; charset=utf-8", {"ETag": f'"{sha}"'})


def _base64(data: bytes) -> str:
    """In lines of 60 characters, as GitHub breaks them."""
    text = base64.b64encode(data).decode()
    return "".join(text[at : at + 60] + "\n" for at in range(0, len(text), 60))
