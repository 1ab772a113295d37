"""The raw host: ``/raw/{owner}/{repo}/{ref}/{path}``. It costs no quota."""

import mimetypes
from urllib.parse import unquote

from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.git_api import resolve
from tools.sample_forge.messages import Answer, Request, text_answer

_HEADERS = {
    "Cache-Control": "max-age=300",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def answer(catalogue: Catalogue, request: Request) -> Answer:
    """The file's bytes; for a symbolic link the path it holds, as git stores it."""
    parts = request.path.removeprefix("/raw/").split("/", 3)
    if len(parts) < 4:
        return text_answer("400: Invalid request", 400)
    owner, name, ref, path = map(unquote, parts)
    full_name = f"{owner}/{name}"
    repository = catalogue.named(full_name) or catalogue.formerly_named(full_name)
    token = catalogue.tokens.find(request.token)
    visible = repository and (token.knows(repository) if token else repository.visible_to(None))
    found = resolve(repository, ref) if repository and visible else None
    entry = found[0].by_path.get(path) if found else None
    data = found[0].read(path) if found and entry and entry.kind == "blob" else None
    if data is None or entry is None:
        return text_answer("404: Not Found", 404)
    etag = f'"{entry.sha}"'
    if request.headers.get("If-None-Match") == etag:
        return Answer(304, headers={**_HEADERS, "ETag": etag})
    return Answer(200, data, _media_type(path, data), {**_HEADERS, "ETag": etag})


def _media_type(path: str, data: bytes) -> str:
    """Pictures keep their type; everything else is text or bytes, so that no page ever runs."""
    guessed = mimetypes.guess_type(path)[0] or ""
    if guessed.startswith("image/"):
        return guessed
    return "application/octet-stream" if b"\0" in data[:8000] else "text/plain; charset=utf-8"
