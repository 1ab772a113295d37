"""A ``RepoSnapshot`` as JSON and back: plain values only, so that reading it runs no code.

Values stand by place, not by name, and what JSON can hold is taken as it is: a tree has up to a
hundred thousand entries.
"""

import base64
import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from importer.snapshot import RepoSnapshot

Convert = Callable[[Any], Any]


def to_json(snapshot: RepoSnapshot) -> bytes:
    values = _both_ways(RepoSnapshot)[0](snapshot)
    return json.dumps(values, separators=(",", ":")).encode()


def from_json(data: bytes) -> RepoSnapshot:
    """:raises ValueError: not what :func:`to_json` of this version makes."""
    try:
        snapshot: RepoSnapshot = _both_ways(RepoSnapshot)[1](json.loads(data))
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a snapshot of this version") from error
    return snapshot


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _both_ways(kind: Any) -> tuple[Convert, Convert]:
    """What turns a value of the type ``kind`` into one for JSON, and back."""
    if is_dataclass(kind):
        return _of_dataclass(kind)
    if kind is bytes:
        return (lambda value: base64.b85encode(value).decode("ascii")), base64.b85decode
    if kind is datetime:
        return datetime.isoformat, datetime.fromisoformat
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return _of_tuple(arguments)
    if get_origin(kind) in (Union, types.UnionType):
        (inner,) = (one for one in arguments if one is not types.NoneType)
        return _or_none(_both_ways(inner))
    return _as_it_is, _as_it_is


def _of_dataclass(kind: Any) -> tuple[Convert, Convert]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    ways = [_both_ways(hints[name]) for name in names]
    get = attrgetter(*names)
    if all(way == (_as_it_is, _as_it_is) for way in ways):
        return get, lambda values: kind(*values)
    return (
        lambda value: [way[0](one) for way, one in zip(ways, get(value), strict=True)],
        lambda values: kind(*(way[1](one) for way, one in zip(ways, values, strict=True))),
    )


def _of_tuple(kinds: tuple[Any, ...]) -> tuple[Convert, Convert]:
    if kinds[1:] == (Ellipsis,):
        write, read = _both_ways(kinds[0])
        return (lambda values: [write(one) for one in values]), (
            lambda values: tuple(read(one) for one in values)
        )
    ways = [_both_ways(kind) for kind in kinds]
    return (
        lambda values: [way[0](one) for way, one in zip(ways, values, strict=True)],
        lambda values: tuple(way[1](one) for way, one in zip(ways, values, strict=True)),
    )


def _or_none(ways: tuple[Convert, Convert]) -> tuple[Convert, Convert]:
    write, read = ways
    if write is _as_it_is:
        return ways
    return (lambda value: None if value is None else write(value)), (
        lambda value: None if value is None else read(value)
    )
