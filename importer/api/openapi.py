"""The OpenAPI 3.1 document, made of what stands beside the views and of the models.

It is made here and not by a library, because the views' own way of refusing things, and the scopes,
headers and codes of each answer, are to stand in it as they are.
See https://spec.openapis.org/oas/v3.1.1.html.
"""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from inspect import getdoc
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from werkzeug.routing import Rule

from importer import __version__
from importer.api import operations
from importer.api.blueprint import needed_scope
from importer.api.operations import Operation
from importer.api.schemas import Problem
from importer.models import Scope

Document = dict[str, Any]

_WHAT_IT_IS = """\
Import repositories into Repofolio, watch the imports, and read and edit the projects.

Send a token, made under Settings, API tokens: `Authorization: Bearer <token>`. What a call needs \
stands with it: a token with the scope `import` may do what one with `read` may, one with `manage` \
everything. Bodies are JSON, whatever their content type says. Every address works without its \
last slash, too. Whatever goes wrong is answered in one shape, `Problem`, also the 500 of an error \
that nobody foresaw.
"""
_TAGS = {
    "Imports": "Start an import, and ask how it is getting on.",
    "Batches": "Several imports, one after another.",
    "Projects": "What was imported: your own projects' pages.",
    "Repositories": "What could be imported.",
}
_SECURITY = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API token. The names beside it are the scope it must have.",
}
_HEADERS: Document = {
    "RateLimit-Limit": ("Calls a minute.", {"type": "integer", "minimum": 1}),
    "RateLimit-Remaining": ("Calls left of these.", {"type": "integer", "minimum": 0}),
    "RateLimit-Reset": ("Seconds until there are more.", {"type": "integer", "minimum": 0}),
    "Retry-After": ("Seconds to wait.", {"type": "integer", "minimum": 1}),
    "WWW-Authenticate": ("How to authenticate; see RFC 6750.", {"type": "string"}),
}
_COUNTED = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_HEADERS_OF = {401: ("WWW-Authenticate",), 403: ("WWW-Authenticate",), 429: ("Retry-After",)}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same request after a lost answer, it leads to the same "
    "task or batch. Any 1 to 255 printable ASCII characters, new ones for each import.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
_PLACES = {
    "project_id": ("The project's `id`.", {"type": "integer", "minimum": 1}),
    "batch_id": ("The batch's `id`.", {"type": "string", "format": "uuid"}),
    "public_id": ("The `task_id`.", {"type": "string", "format": "uuid"}),
}
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class _Schemas(GenerateJsonSchema):
    """Without titles that only say the field's name once more."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document(app: Flask) -> Document:
    """Of all operations that the application's API has."""
    found = list(_operations(app))
    schemas = _schemas([operation for _, _, _, operation in found])
    paths: dict[str, Document] = {}
    for rule, method, view, operation in found:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        said = _operation(rule, method, view, operation, schemas)
        paths.setdefault(path, {})[method.lower()] = said
    return {
        "openapi": "3.1.1",
        "info": {"title": "Repofolio", "version": __version__, "description": _WHAT_IT_IS},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": words} for name, words in _TAGS.items()],
        "paths": dict(sorted(paths.items(), key=_by_tag)),
        "components": {
            "securitySchemes": {"token": _SECURITY},
            "headers": {
                name: {"description": words, "schema": schema}
                for name, (words, schema) in _HEADERS.items()
            },
            "schemas": schemas,
        },
    }


def _operations(app: Flask) -> Iterator[tuple[Rule, str, Callable[..., Any], Operation]]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        operation = operations.of(view)
        if operation is not None:
            for method in _METHODS:
                if method in (rule.methods or ()):
                    yield rule, method, view, operation


def _by_tag(item: tuple[str, Document]) -> tuple[int, str]:
    path, methods = item
    tag = next(iter(methods.values()))["tags"][0]
    return list(_TAGS).index(tag), path


def _schemas(found: list[Operation]) -> Document:
    models: dict[type[BaseModel], None] = {Problem: None}
    for operation in found:
        models |= dict.fromkeys(operation.answers.values())
        if operation.body:
            models[operation.body] = None
    _, definitions = models_json_schema(
        [(model, "validation") for model in models],
        ref_template="#/components/schemas/{model}",
        schema_generator=_Schemas,
    )
    schemas: Document = definitions["$defs"]
    return dict(sorted(schemas.items()))


def _operation(
    rule: Rule, method: str, view: Callable[..., Any], operation: Operation, schemas: Document
) -> Document:
    summary, _, description = (getdoc(view) or "").partition("\n")
    needed = needed_scope(view, method)
    parameters = [*map(_place, sorted(rule.arguments)), *_query(operation)]
    if operation.takes_key:
        parameters.append(_KEY)
    said: Document = {
        "operationId": rule.endpoint.partition(".")[2],
        "tags": [operation.tag],
        "summary": summary.rstrip("."),
        "description": " ".join(description.split()),
        "security": [{"token": [needed.value]}],
        "parameters": parameters,
        "responses": _responses(operation, needed, schemas),
    }
    if operation.body:
        said["requestBody"] = {"required": True, "content": _json(_named(operation.body))}
    return {name: value for name, value in said.items() if value not in ("", [])}


def _place(name: str) -> Document:
    words, schema = _PLACES[name]
    return {"name": name, "in": "path", "required": True, "description": words, "schema": schema}


def _query(operation: Operation) -> Iterator[Document]:
    if operation.query is None:
        return
    whole = operation.query.model_json_schema(schema_generator=_Schemas)
    for name, schema in whole["properties"].items():
        words = schema.pop("description", "")
        said = {"name": name, "in": "query", "required": False, "schema": schema}
        yield said | ({"description": words} if words else {})


def _responses(operation: Operation, needed: Scope, schemas: Document) -> Document:
    answers = {
        status: _response(status, schemas[model.__name__].get("description", ""), _named(model))
        for status, model in operation.answers.items()
    }
    problems = {
        status: _response(status, _listed(codes), _problem(codes))
        for status, codes in operation.problems(needed).items()
    }
    return {str(status): said for status, said in sorted((answers | problems).items())}


def _response(status: int, words: str, schema: Document) -> Document:
    names = (*_COUNTED, *_HEADERS_OF.get(status, ()))
    return {
        "description": words or f"{HTTPStatus(status).phrase}.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": _json(schema),
    }


def _listed(codes: dict[str, str]) -> str:
    return "\n".join(f"- `{code}`: {words}" for code, words in sorted(codes.items()))


def _problem(codes: dict[str, str]) -> Document:
    narrowed = {"properties": {"error_code": {"enum": sorted(codes)}}}
    return {"allOf": [_named(Problem), narrowed]}


def _named(model: type[BaseModel]) -> Document:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}
