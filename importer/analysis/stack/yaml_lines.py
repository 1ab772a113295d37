"""YAML as nodes, which know their lines. Nothing is constructed, so aliases cannot multiply."""

from collections.abc import Iterator

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


def compose_mapping(text: str) -> MappingNode | None:
    """The document's top mapping.

    :raises yaml.YAMLError: it is no YAML.
    """
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return node if isinstance(node, MappingNode) else None


def compose_documents(text: str) -> Iterator[Node]:
    """The top of each document in a file of several.

    :raises yaml.YAMLError: it is no YAML.
    """
    yield from yaml.compose_all(text, Loader=yaml.CSafeLoader)


def elements(node: Node | None) -> Iterator[Node]:
    """The nodes of a list; nothing for any other node."""
    yield from node.value if isinstance(node, SequenceNode) else ()


def entries(node: Node | None) -> Iterator[tuple[ScalarNode, Node]]:
    """Key and value nodes of a mapping; nothing for any other node."""
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if isinstance(key, ScalarNode):
            yield key, value


def child(node: Node | None, name: str) -> Node | None:
    """The value under a key."""
    return next((value for key, value in entries(node) if key.value == name), None)


def scalar(node: Node | None) -> str:
    """A scalar's text, or nothing."""
    return " ".join(node.value.split()) if isinstance(node, ScalarNode) else ""
