"""Which folders of a repository are packages, and which are not the project itself."""

import posixpath
import re
from collections.abc import Iterable

from importer.analysis.stack.formats import makes_a_package

# What an example or a test needs is not what the project is built on.
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:(?:[^/]*[._-])?(?:examples?|samples?|demos?|tests?|unittests?|integrationtests?"
    r"|benchmarks?|fixtures?|e2e)|testing|testdata|test-data|specs?|__tests__|__fixtures__|docs?"
    r"|documentation|benches|bench|fuzz|playgrounds?|vendors?|third[-_]?party|node_modules"
    r"|templates?|\.devcontainer)/",
    re.IGNORECASE,
)


def is_elsewhere(path: str) -> bool:
    """Whether a file belongs to examples, tests, documentation or somebody else's code."""
    return bool(_ELSEWHERE.search(path))


class Packages:
    """The packages of a repository; where there is only one, it is the repository."""

    def __init__(self, manifests: Iterable[str]) -> None:
        folders = {posixpath.dirname(path) for path in manifests if makes_a_package(path)}
        self._folders = folders if len(folders) > 1 else frozenset[str]()

    def of(self, path: str) -> str:
        """The folder of the package that a file belongs to; empty for the root."""
        folder = posixpath.dirname(path)
        while folder and folder not in self._folders:
            folder = posixpath.dirname(folder)
        return folder
