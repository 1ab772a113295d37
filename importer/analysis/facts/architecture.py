"""A diagram of what a repository is made of, drawn from the top of its tree and its tech stack.

For repositories whose README draws none. Deterministic: the same tree gives the same diagram, and
every word in it stands in the tree or in the stack. https://mermaid.js.org/syntax/flowchart.html
"""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from importer.analysis.data import load
from importer.analysis.languages import language_of
from importer.analysis.result import Architecture, ArchitecturePart, StackItem
from importer.snapshot import RepoSnapshot

LIMIT = 20_000
"""Characters of mermaid's language."""

_MOST_FOLDERS, _MOST_ITEMS = 6, 6
_FEWEST_NODES = 3
_DEEPEST = 4
_LONGEST = 48
# Generated, other people's, or only of use to tools.
_LEFT_OUT = re.compile(
    r"\..*|node_modules|vendor|third[-_]?party|dist|build|out|target|__pycache__|bin|obj|tmp|logs?",
    re.IGNORECASE,
)
_KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(words) for kind, words in load("folders.json").items()
}
# A folder that only holds the source, whose own folders say more.
_WRAPPERS = frozenset("src lib source sources app packages crates apps internal pkg".split())
_TESTS = re.compile(r"(?:^|[._-])(?:unit|integration)?tests?(?:$|[._-])")
_GROUPS = (("frameworks", "Frameworks"), ("databases", "Data"))
_ESCAPED = re.compile(r"[^\w .,/+@()-]|_(?=_)")


@dataclass(slots=True)
class _Folder:
    """:param name: from the root, as the diagram shows it."""

    name: str
    files: int = 0
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, file: str) -> None:
        self.files += 1
        if language := language_of(file):
            self.languages[language] += 1

    @property
    def is_source(self) -> bool:
        return bool(self.languages) and _kind(self.name) == "source"

    @property
    def language(self) -> str:
        """What most of its files are in, or empty."""
        return next((name for name, _ in self.languages.most_common(1)), "")

    @property
    def count(self) -> str:
        return f"{self.files:,} file{'s' if self.files != 1 else ''}"

    @property
    def said(self) -> str:
        is_code = self.language and _kind(self.name) != "docs"
        return f"{self.count}, mostly {self.language}" if is_code else self.count


def architecture(snapshot: RepoSnapshot, stack: Sequence[StackItem]) -> Architecture | None:
    """None where there is too little to be drawn."""
    folders = _folders(entry.path for entry in snapshot.tree if entry.kind == "blob")
    source = [one for one in folders if one.is_source]
    tests = [one for one in folders if _kind(one.name) == "tests"]
    docs = [one for one in folders if _kind(one.name) == "docs"]
    root = [item for item in stack if item.path.count("/") <= 2]
    used = [(title, _names(root, group)) for group, title in _GROUPS]
    runs = _names(root, "deployment")
    drawing = _Drawing(snapshot.ref.name)
    drawing.source(source)
    for title, names in used:
        drawing.used(title, names)
    drawing.beside("Tests", tests, _names(root, "testing"), "check")
    drawing.beside("Documentation", docs, [], "explains")
    drawing.beside("Runs on", [], runs, "deploys")
    if not source or drawing.nodes < _FEWEST_NODES:
        return None
    return Architecture(drawing.text()[:LIMIT], tuple(drawing.parts))


class _Drawing:
    """Lines of the diagram and the same in words, side by side."""

    def __init__(self, name: str) -> None:
        self.parts: list[ArchitecturePart] = []
        self.nodes = 0
        self._name = name
        self._lines: list[str] = []
        self._links: list[str] = []

    def text(self) -> str:
        return "\n".join(["flowchart LR", *self._lines, *self._links]) + "\n"

    def source(self, folders: Sequence[_Folder]) -> None:
        shown = folders[:_MOST_FOLDERS]
        rest = len(folders) - len(shown)
        words = [f"{one.name}: {one.said}" for one in shown]
        alike = len({one.language for one in shown}) == 1
        labels = [(one.name, one.count if alike else one.said) for one in shown]
        if rest:
            words.append(f"{rest:,} more folders")
            labels.append((f"{rest:,} more folders", ""))
        self._group("source", self._name, labels, "[{}]")
        self.parts.append(ArchitecturePart("Source", tuple(words)))

    def used(self, title: str, names: Sequence[str]) -> None:
        """What the source builds on or keeps its data in."""
        if not names:
            return
        key = title.lower()
        shape = "[({})]" if title == "Data" else "({})"
        self._group(key, title, [(name, "") for name in names], shape)
        self._links.append(f"  source --> {key}")
        self.parts.append(ArchitecturePart(title, tuple(names)))

    def beside(
        self, title: str, folders: Sequence[_Folder], names: Sequence[str], does: str
    ) -> None:
        """What is about the source, from outside."""
        labels = [(one.name, one.said) for one in folders[: _MOST_ITEMS // 2]]
        labels += [(name, "") for name in names[: _MOST_ITEMS - len(labels)]]
        if not labels:
            return
        key = title.split()[0].lower()
        self._group(key, title, labels, "({})")
        self._links.append(f"  {key} -. {does} .-> source")
        words = tuple(f"{name}: {said}" if said else name for name, said in labels)
        self.parts.append(ArchitecturePart(title, words))

    def _group(self, key: str, title: str, labels: Iterable[tuple[str, str]], shape: str) -> None:
        self._lines += (f'  subgraph {key}["{_escaped(title)}"]', "    direction LR")
        for name, said in labels:
            self.nodes += 1
            label = _escaped(name) + (f"<br/>{_escaped(said)}" if said else "")
            node = shape.format(f'"{label}"')
            self._lines.append(f"    n{self.nodes}{node}")
        self._lines.append("  end")


def _folders(paths: Iterable[str]) -> list[_Folder]:
    """The folders at the top, the largest first; in the place of one around all of the source,
    those in it."""
    listed = [path.split("/") for path in paths]
    top = _counted(listed, 0)
    source = [folder for folder in top if folder.is_source]
    found: list[_Folder] = []
    for folder in top:
        is_all_source = len(source) == 1 and folder is source[0]
        if folder.name.lower() in _WRAPPERS or is_all_source:
            found += _opened(folder, [parts for parts in listed if parts[0] == folder.name])
        else:
            found.append(folder)
    return sorted(found, key=lambda one: (-one.files, one.name))


def _opened(folder: _Folder, listed: list[list[str]]) -> list[_Folder]:
    """What is in it, and the files that stand in it by themselves."""
    for depth in range(1, _DEEPEST):
        inner = _counted(listed, depth)
        loose = _Folder("/".join(listed[0][:depth]))
        for parts in listed:
            if len(parts) == depth + 1:
                loose.add(parts[-1])
        if len(inner) != 1 or loose.files:
            return [*inner, loose] if inner and loose.languages else inner or [folder]
        listed = [parts for parts in listed if len(parts) > depth + 1]
    return [folder]


def _counted(paths: Iterable[list[str]], depth: int) -> list[_Folder]:
    """The folders at one depth with everything in them."""
    found: dict[str, _Folder] = {}
    for parts in paths:
        if len(parts) < depth + 2 or any(_LEFT_OUT.fullmatch(one) for one in parts[: depth + 1]):
            continue
        name = "/".join(parts[: depth + 1])
        found.setdefault(name, _Folder(name)).add(parts[-1])
    return list(found.values())


def _kind(name: str) -> str:
    last = name.rpartition("/")[2].lower()
    if _TESTS.search(last):
        return "tests"
    return next((kind for kind, words in _KINDS.items() if last in words), "source")


def _names(stack: Iterable[StackItem], group: str) -> list[str]:
    return list(dict.fromkeys(item.name for item in stack if item.group == group))[:_MOST_ITEMS]


def _escaped(text: str) -> str:
    """Nothing but letters, digits and harmless signs; the rest as mermaid's entities."""
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return _ESCAPED.sub(lambda sign: f"#{ord(sign[0])};", cut)
