"""What was concluded of a repository."""

from pydantic import Field

from importer.api.schemas.base import Answer, absent


class Language(Answer):
    name: str
    bytes: int
    percent: float = Field(description="Of all bytes; the shares add up to 100.")
    color: str = Field(examples=["#3572A5"])


class ImportedLink(Answer):
    """A way on from the page."""

    kind: str = Field(examples=["documentation"])
    site: str = Field(description="Whose page it is, for packages; else empty.")
    url: str
    source: str = Field(description="File and line that name it; empty for the forge's own word.")


class Licence(Answer):
    spdx_id: str = Field(examples=["MIT"])
    name: str
    path: str = Field(description="Its file, if one was found.")


class StackItem(Answer):
    """A technology and where it was found."""

    name: str
    group: str = Field(examples=["frameworks"])
    constraint: str = Field(description="The version as stated; empty where none is.")
    path: str
    line: int | None = Field(description="In that file; null where the whole file is the evidence.")
    homepage: str = absent()
    package: str = absent("The folder of the package that needs it, in a repository of several.")
    via: str = absent("The client's name where the constraint is of a client.")


class ImportNotice(Answer):
    """An optional part that failed or was cut."""

    code: str
    message: str
