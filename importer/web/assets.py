"""Static files: addresses that change with their content, so that browsers may keep them, and the
files themselves, packed once."""

import gzip
import hashlib
import mimetypes
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.security import safe_join

from importer.compression import takes_gzip

_PACKED_SUFFIXES = (".css", ".js", ".svg", ".json")


def asset(name: str) -> str:
    """The address of ``static/<name>``.

    :raises FileNotFoundError: there is no such file, which a template must not get away with.
    """
    return request.script_root + _address(
        current_app.static_url_path, current_app.static_folder, name
    )


def static_file(filename: str) -> Response:
    """A file of ``static/``; packed for whoever can unpack it and wants all of it.

    Packed and unpacked it has two ETags, and parts are given of the unpacked one alone.
    """
    if not filename.endswith(_PACKED_SUFFIXES):
        return current_app.send_static_file(filename)
    wants_part = "Range" in request.headers
    packed = None if wants_part or not takes_gzip() else _packed(filename)
    answer = packed or current_app.send_static_file(filename)
    answer.vary.add("Accept-Encoding")
    return answer


def _packed(filename: str) -> Response | None:
    path = Path(safe_join(str(current_app.static_folder), filename) or "")
    if not path.is_file():
        return None
    data, tag = _gzipped(path, path.stat().st_mtime_ns)
    answer = Response(data, mimetype=mimetypes.guess_type(filename)[0])
    answer.headers["Content-Encoding"] = "gzip"
    answer.cache_control.public = True
    answer.cache_control.max_age = current_app.get_send_file_max_age(filename)
    answer.set_etag(tag)
    answer.make_conditional(request)
    return answer


@lru_cache(maxsize=128)
def _gzipped(path: Path, _changed: int) -> tuple[bytes, str]:
    """The file as small as can be, and an ETag. Done once: all of them are a megabyte in memory."""
    data = gzip.compress(path.read_bytes(), mtime=0)
    return data, hashlib.sha256(data).hexdigest()[:32]


@cache
def _address(base: str | None, folder: str | None, name: str) -> str:
    digest = hashlib.sha256((Path(str(folder)) / name).read_bytes()).hexdigest()
    return f"{base}/{quote(name)}?v={digest[:12]}"
