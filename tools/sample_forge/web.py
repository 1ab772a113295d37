"""The pages people see, and paste the addresses of: plain, but every link of a README ends here."""

import struct
import zlib
from html import escape
from urllib.parse import quote, unquote

from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.git_api import resolve
from tools.sample_forge.messages import Answer, Bases, Request, text_answer
from tools.sample_forge.model import Repository

_AVATAR_SIDE = 48


def answer(catalogue: Catalogue, bases: Bases, request: Request) -> Answer:
    path = request.path.strip("/")
    if path.startswith("_avatars/u/"):
        return Answer(200, _avatar(path.rpartition("/")[2]), "image/png")
    parts = [unquote(part) for part in path.split("/")]
    if len(parts) == 1:
        return _list(catalogue, parts[0])
    full_name = f"{parts[0]}/{parts[1].removesuffix('.git')}"
    moved = None if catalogue.named(full_name) else catalogue.formerly_named(full_name)
    if moved and not moved.private:
        rest = "/".join(path.split("/")[2:])
        target = f"{bases.web}/{moved.full_name}/{rest}".rstrip("/")
        return Answer(301, headers={"Location": target})
    repository = catalogue.named(full_name)
    if repository is None or repository.private:
        return _page("Not found", "<p>There is no such page here.</p>", 404)
    if len(parts) >= 4 and parts[2] in ("blob", "tree"):
        return _file(repository, parts[3], "/".join(parts[4:]))
    return _repository(repository)


def _list(catalogue: Catalogue, owner: str) -> Answer:
    shown = [
        f'<li><a href="/{quote(repo.full_name)}">{escape(repo.full_name)}</a> '
        f"{escape(repo.description or '')}</li>"
        for repo in catalogue.all
        if not repo.private and owner.lower() in ("", repo.owner.lower())
    ]
    if not shown:
        return _page("Not found", "<p>There is no such page here.</p>", 404)
    return _page(owner or "Sample forge", f"<ul>{''.join(shown)}</ul>")


def _repository(repository: Repository) -> Answer:
    content = repository.content
    files = content.under("", recursive=False) if content else []
    rows = "".join(f"<li>{escape(entry.path)}</li>" for entry in files)
    about = f"<p>{escape(repository.description or '')}</p>"
    return _page(repository.full_name, about + (f"<ul>{rows}</ul>" if rows else "<p>Empty.</p>"))


def _file(repository: Repository, ref: str, path: str) -> Answer:
    found = resolve(repository, ref)
    if found is None or not (found[0].is_folder(path) or path in found[0].by_path):
        return _page("Not found", "<p>There is no such file here.</p>", 404)
    content = found[0]
    if content.is_folder(path):
        rows = "".join(f"<li>{escape(e.path)}</li>" for e in content.under(path, recursive=False))
        return _page(path or repository.full_name, f"<ul>{rows}</ul>")
    text = (content.read(path) or b"").decode("utf-8", "replace")
    return _page(path, f"<pre>{escape(text)}</pre>")


def _page(title: str, body: str, status: int = 200) -> Answer:
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1>{body}</html>"
    )
    return text_answer(html, status, "text/html")


def _avatar(number: str) -> bytes:
    """A square PNG in a colour of its own. Source: https://www.w3.org/TR/png-3/"""
    colour = zlib.crc32(number.encode()).to_bytes(4, "big")[:3]
    pixels = zlib.compress((b"\0" + colour * _AVATAR_SIDE) * _AVATAR_SIDE)
    header = struct.pack(">IIBBBBB", _AVATAR_SIDE, _AVATAR_SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
