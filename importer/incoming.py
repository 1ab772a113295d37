"""Requests, of which the framework takes some for granted that clients need not keep to."""

from typing import IO, Any, TypeVar, cast
from urllib.parse import quote

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

# What may stand in a query as it is; ``quote`` itself spares letters, digits and "_.-~".
_LEFT_ALONE = "".join(map(chr, range(0x21, 0x7F)))

Part = TypeVar("Part")


class NamedFields(FormDataParser):
    """Passes over parts of a multipart form that have no name: nobody can ask for them, and who
    looks through all names would meet None."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        for file in files.getlist(cast(str, None)):
            file.close()
        return rest, self._named(form), self._named(files)

    def _named(self, found: MultiDict[str, Part]) -> MultiDict[str, Part]:
        if None not in found:
            return found
        items = found.items(multi=True)
        named: MultiDict[str, Part] = self.cls(item for item in items if item[0] is not None)
        return named


class Incoming(Request):
    """A request of the application."""

    form_data_parser_class = NamedFields

    def __init__(self, environ: dict[str, Any], *args: Any, **options: Any) -> None:
        # Servers pass bytes on that no address may have (RFC 3986, section 2.1); written as they
        # should have been, they are read like all others.
        query = environ.get("QUERY_STRING", "")
        if not query.isascii():
            environ["QUERY_STRING"] = quote(query.encode("latin-1"), safe=_LEFT_ALONE)
        super().__init__(environ, *args, **options)
