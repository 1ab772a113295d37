"""The OpenAPI document put into the order in which it is read on a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "object",
}


@dataclass(frozen=True, slots=True)
class Field:
    """:param kind: its type, in words.
    :param shape: name of the shape it has, if it has one.
    :param place: where it is sent, if not in the body."""

    name: str
    kind: str
    shape: str
    place: str
    is_required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer. :param lines: what it means, or the codes it may have."""

    status: str
    shape: str
    lines: list[str]
    headers: list[str]


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    method: str
    path: str
    scope: str
    summary: str
    description: str
    sent: list[Field]
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    words: str
    calls: list[Call]


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    words: str
    fields: list[Field]
    values: list[str]


def chapters(document: Document) -> list[Chapter]:
    """The calls under the headings they belong to."""
    calls = list(_calls(document))
    return [
        Chapter(
            tag["name"],
            tag["description"],
            [call for name, call in calls if name == tag["name"]],
        )
        for tag in document["tags"]
    ]


def shapes(document: Document) -> list[Shape]:
    """What bodies look like, by name."""
    return [
        Shape(name, schema.get("description", ""), list(_fields(schema)), schema.get("enum", []))
        for name, schema in document["components"]["schemas"].items()
    ]


def _calls(document: Document) -> Iterator[tuple[str, Call]]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            call = Call(
                said["operationId"],
                method.upper(),
                path,
                said["security"][0]["token"][0],
                said["summary"],
                said.get("description", ""),
                list(_sent(said, document)),
                [_outcome(status, answer) for status, answer in said["responses"].items()],
            )
            yield said["tags"][0], call


def _sent(said: Document, document: Document) -> Iterator[Field]:
    for one in said.get("parameters", ()):
        yield _field(one["name"], one["schema"] | one, one["required"], one["in"])
    if "requestBody" in said:
        name = _name(_schema(said["requestBody"]))
        yield from _fields(document["components"]["schemas"][name])


def _outcome(status: str, answer: Document) -> Outcome:
    schema = _schema(answer)
    lines = [line.removeprefix("- ") for line in answer["description"].split("\n")]
    shape = _name(schema) or _name(schema["allOf"][0])
    return Outcome(status, shape, lines, list(answer["headers"]))


def _schema(content: Document) -> Document:
    found: Document = content["content"]["application/json"]["schema"]
    return found


def _fields(schema: Document) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, of in schema.get("properties", {}).items():
        yield _field(name, of, name in required, "")


def _field(name: str, schema: Document, is_required: bool, place: str) -> Field:
    words = schema.get("description", "")
    return Field(name, _kind(schema), _shape(schema), place, is_required, words)


def _kind(schema: Document) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return "always " + str(schema["const"]).lower()
    if schema.get("type") == "array":
        return f"list, each {_kind(schema.get('items', {}))}"
    return _name(schema) or _WORDS.get(schema.get("type", ""), "any value")


def _shape(schema: Document) -> str:
    """The first that is named within."""
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]
    return _name(schema) or next(filter(None, map(_shape, inner)), "")


def _name(schema: Document) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
