"""What the API takes and answers, as models.

Those of requests validate what is sent; those of answers say what is answered, in the OpenAPI
document and in the tests. Answers are not validated while they are given: a status is asked for
every other second.
"""

from importer.api.schemas.batches import (
    BatchAnswer,
    BatchesAnswer,
    BatchPlanned,
    BatchRequest,
    BatchStarted,
    BatchWithTasksAnswer,
)
from importer.api.schemas.imports import ImportDone, ImportRequest, ImportStarted
from importer.api.schemas.problems import Problem
from importer.api.schemas.projects import (
    ProjectAnswer,
    ProjectDeleted,
    ProjectEdit,
    ProjectList,
    ProjectListQuery,
    ProjectQuery,
)
from importer.api.schemas.repositories import RepositoryList, RepositoryQuery
from importer.api.schemas.tasks import TaskStatus

__all__ = [
    "BatchAnswer",
    "BatchPlanned",
    "BatchRequest",
    "BatchStarted",
    "BatchWithTasksAnswer",
    "BatchesAnswer",
    "ImportDone",
    "ImportRequest",
    "ImportStarted",
    "Problem",
    "ProjectAnswer",
    "ProjectDeleted",
    "ProjectEdit",
    "ProjectList",
    "ProjectListQuery",
    "ProjectQuery",
    "RepositoryList",
    "RepositoryQuery",
    "TaskStatus",
]
