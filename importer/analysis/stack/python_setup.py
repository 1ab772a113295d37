"""Python: setup.cfg and setup.py. The latter is a program; it is parsed and never run.

https://setuptools.pypa.io/en/latest/references/keywords.html
"""

import ast
import configparser
from collections.abc import Iterator, Mapping

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    package,
    text_of,
)
from importer.analysis.stack.requirements import parsed

_CONFIGURED = ("flake8", "mypy", "pylint", "isort", "tox:tox", "tool:pytest", "coverage:run")
_REQUIRED = ("install_requires", "extras_require", "tests_require", "setup_requires")


def setup_cfg(text: str) -> ManifestReading:
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(text)
    lines = LineFinder(text)
    found = list(_configured(parser, lines))
    if not parser.has_section("metadata") and not parser.has_section("options"):
        return ManifestReading(found)
    version = parser.get("options", "python_requires", fallback="")
    line = lines.key("python_requires") if version else None
    found.insert(0, Dependency("runtime", "python", version, line))
    for stated in _stated(parser):
        found += parsed(stated, lines.containing(stated))
    description = parser.get("metadata", "description", fallback="")
    name = parser.get("metadata", "name", fallback="").strip()
    return ManifestReading(found, " ".join(description.split()), (), package("pypi", name))


def setup_py(text: str) -> ManifestReading:
    """Literals in the call of ``setup`` and at the module's top; the computed stays unknown."""
    module = ast.parse(text)
    call = next(filter(_is_setup_call, ast.walk(module)), None)
    if not isinstance(call, ast.Call):
        return ManifestReading()
    constants = dict(_constants(module))
    stated = {k.arg: _resolved(k.value, constants) for k in call.keywords if k.arg}
    version = stated.get("python_requires")
    line = version.lineno if version else None
    found = [Dependency("runtime", "python", _literal(version), line)]
    for name in _REQUIRED:
        for node in ast.walk(stated[name]) if name in stated else ():
            value = _resolved(node, constants) if isinstance(node, ast.Name) else node
            for part in ast.walk(value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found += parsed(part.value, part.lineno)
    own = package("pypi", _literal(stated.get("name")))
    return ManifestReading(found, _literal(stated.get("description")), (), own)


def _configured(parser: configparser.RawConfigParser, lines: LineFinder) -> Iterator[Dependency]:
    """Tools that have a section of their own are used."""
    for section in _CONFIGURED:
        if parser.has_section(section):
            name = section.rpartition(":")[2].replace("run", "coverage")
            yield Dependency("pypi", name, "", lines.containing(f"[{section}]"))


def _stated(parser: configparser.RawConfigParser) -> Iterator[str]:
    values = [parser.get("options", name, fallback="") for name in ("install_requires",)]
    if parser.has_section("options.extras_require"):
        values += [value for _, value in parser.items("options.extras_require")]
    for value in values:
        yield from (line.strip() for line in value.split("\n") if line.strip())


def _constants(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id, statement.value


def _resolved(node: ast.expr, constants: Mapping[str, ast.expr]) -> ast.expr:
    return constants.get(node.id, node) if isinstance(node, ast.Name) else node


def _is_setup_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name == "setup"


def _literal(node: ast.expr | None) -> str:
    return text_of(node.value) if isinstance(node, ast.Constant) else ""
