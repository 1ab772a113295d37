"""Starting an import."""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator

from importer.api.schemas.base import Answer, Flag, Request, Success, wrong
from importer.api.schemas.projects import ProjectReference
from importer.errors import MissingUrl, RepofolioError


def _address(value: Any) -> str:
    if value is None or value == "":
        raise wrong("is missing", "missing")
    if not isinstance(value, str):
        raise wrong("must be a text")
    return value


_Address = Annotated[
    str, PlainValidator(_address, json_schema_input_type=Annotated[str, Field(min_length=1)])
]


class ImportRequest(Request):
    """Which repository to import, and how."""

    example = '{"url": "…"}'

    url: _Address = Field(
        description="The repository's address in any spelling, or `owner/name` of github.com.",
        examples=["https://github.com/pallets/flask"],
    )
    queue: Flag = Field(
        default=False,
        description="Go behind what is under way, which otherwise refuses the import with 409.",
    )
    is_showcase: Flag = Field(
        default=False, description="Let the project stand first in the portfolio."
    )
    is_private: Flag = Field(default=True, description="Show the project to its owner alone.")

    @classmethod
    def refusal(cls, field: str, kind: str, message: str) -> RepofolioError:
        if field == "url" and kind == "missing":
            return MissingUrl()
        return super().refusal(field, kind, message)


class StartedTask(Answer):
    task_id: str = Field(description="Names the import; random.")
    status_url: str = Field(description="Path where its status is told.")
    message: str
    platform: str = Field(description="The forge's software.", examples=["github"])


class ImportStarted(StartedTask):
    """The import waits for a worker; ask for its status."""

    success: Literal[True]
    data: StartedTask = Field(description="The same once more, for older clients.")


class ImportDone(Success):
    """The import has ended, and there is a project."""

    message: str
    project: ProjectReference
    task_id: str
    data: ProjectReference = Field(description="The project once more, for older clients.")
