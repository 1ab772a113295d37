"""What is sent to the API as its document says, or nearly so, is answered as it says.

``FUZZ_EXAMPLES`` is how many requests each call gets from each kind of caller.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from importer.accounts import users
from importer.workflow import turns
from tests.fuzz.conftest import Seeded

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))
CALLERS = ("", "read", "import", "manage")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_call_answers_as_the_document_says(seeded: Seeded, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", seeded.app)
    for found in schema.get_all_operations():
        operation = found.ok()
        for caller in CALLERS:
            _ask(seeded, operation, mode, caller)


def _ask(seeded: Seeded, operation, mode: GenerationMode, caller: str) -> None:
    places = seeded.places()
    if not _can(operation, mode):
        return

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
    def run(case, is_real: bool) -> None:
        if is_real:
            case.path_parameters = {
                name: places.get(name, value) for name, value in case.path_parameters.items()
            }
        case.call_and_validate(headers=seeded.headers(caller), checks=CHECKS)

    run()
    _end_all(seeded)


def _can(operation, mode: GenerationMode) -> bool:
    """Of a call that takes nothing there is nothing wrong to be sent."""
    return mode is GenerationMode.POSITIVE or any(
        (operation.path_parameters, operation.query, operation.headers, operation.body)
    )


def _end_all(seeded: Seeded) -> None:
    with seeded.app.app_context():
        alice = users.by_name("alice")
        assert alice is not None
        turns.cancel_all(alice.id)
