"""What a function that answers for one repository needs to know."""

from dataclasses import dataclass

from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.messages import Bases, Request
from tools.sample_forge.model import Repository


@dataclass(frozen=True)
class Context:
    """:param viewer: login of the caller, None for anonymous."""

    catalogue: Catalogue
    bases: Bases
    request: Request
    repository: Repository
    viewer: str | None
