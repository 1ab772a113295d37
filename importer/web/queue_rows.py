"""The rows of the queue page: most are the same from one look at the page to the next."""

from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, url_for
from markupsafe import Markup

from importer.workflow.listing import Row, Section

# Of all people together; a row has two kilobytes at most.
MOST_KEPT = 1000
# Stands for a name and for nothing else in an address; names need no quoting, as it needs none.
_BLANK = "-blank-"


class Address(NamedTuple):
    """What stands before and after a name in an address."""

    before: str
    after: str

    def __call__(self, name: str) -> str:
        return f"{self.before}{name}{self.after}"


class RowAddresses(NamedTuple):
    """Each makes an address of an import's public id, ``project`` one of a project's slug: by
    putting it into a finished address, since building each by itself takes longer than its row."""

    page: Address
    cancel: Address
    move: Address
    remove: Address
    retry: Address
    project: Address


class Rows:
    """Makes rows of the imports of one person, as HTML.

    :param username: the person's.
    """

    def __init__(self, username: str) -> None:
        self._module = current_app.jinja_env.get_template("_queue_rows.html").module
        self._at = RowAddresses(
            page=_of_import("web.import_page"),
            cancel=_of_import("web.cancel_import"),
            move=_of_import("web.move_import"),
            remove=_of_import("web.remove_import"),
            retry=_of_import("web.retry_behind"),
            project=_around(url_for("web.project_page", username=username, slug=_BLANK)),
        )

    def __call__(self, section: Section, row: Row) -> Markup:
        return _made(self._module, section, row, self._at)


@lru_cache(maxsize=MOST_KEPT)
def _made(module: Any, section: Section, row: Row, at: RowAddresses) -> Markup:
    """:param module: of the template; another one once its file has changed."""
    html: Markup = getattr(module, section)(row, at)
    return html


def _of_import(endpoint: str) -> Address:
    return _around(url_for(endpoint, public_id=_BLANK))


def _around(address: str) -> Address:
    before, _, after = address.rpartition(_BLANK)
    return Address(before, after)
