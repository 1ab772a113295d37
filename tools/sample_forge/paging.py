"""Pages of a list, with GitHub's Link header.

Source: https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
"""

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from tools.sample_forge.messages import Request

Item = TypeVar("Item")
MOST_PER_PAGE = 100


def page_of(request: Request, items: Sequence[Item], url: str) -> tuple[list[Item], dict[str, str]]:
    """The page asked for, and the headers that lead to the others.

    :param url: of the list, as the links shall give it.
    """
    per_page = min(MOST_PER_PAGE, _number(request, "per_page", 30))
    page = _number(request, "page", 1)
    last = max(1, -(-len(items) // per_page))
    targets: dict[str, int] = {}
    if page > 1:
        targets |= {"prev": min(page - 1, last), "first": 1}
    if page < last:
        targets |= {"next": page + 1, "last": last}
    links = [
        f'<{url}?{urlencode(request.query | {"page": str(number)})}>; rel="{relation}"'
        for relation, number in targets.items()
    ]
    shown = list(items[(page - 1) * per_page : page * per_page])
    return shown, {"Link": ", ".join(links)} if links else {}


def _number(request: Request, name: str, default: int) -> int:
    value = request.query.get(name, "")
    return int(value) if value.isdecimal() and int(value) > 0 else default
