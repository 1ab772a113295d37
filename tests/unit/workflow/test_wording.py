"""A language model's words on a page, and what happens when it has none."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from importer.database import db
from importer.models import JobState, LlmCall
from tests.support.model_server import ModelServer, model_server
from tests.unit.workflow.conftest import Instance, codes, fresh, project_of

REPO = "harbour/tidewater"
GOOD: dict[str, Any] = {
    "description": "A web framework with typed settings and background jobs.",
    "description_evidence": "routes, typed settings and background jobs in one import",
    "features": [
        {
            "text": "Background jobs that live in the database",
            "evidence": "Background jobs live in the same database as your data",
        },
        {"text": "Certified by NASA", "evidence": "Certified by NASA"},
    ],
    "categories": [{"name": "Developer & Coding", "evidence": "A small web framework"}],
}

MakeInstance = Callable[..., Instance]


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture
def make(make_instance: MakeInstance, model: ModelServer) -> MakeInstance:
    def make_one(**settings: str) -> Instance:
        told = {"LLM_BASE_URL": model.url, "LLM_MODEL": "small", "LLM_API_KEY": "sesame"}
        return make_instance(**(told | settings))

    return make_one


def calls() -> list[LlmCall]:
    db.session.commit()
    return list(db.session.scalars(select(LlmCall).order_by(LlmCall.id)))


def test_its_words_are_used_where_they_hold_and_marked_as_its_own(make, model):
    model.respond = lambda _: GOOD
    job = make().import_(REPO)
    analysis = project_of(job).analysis
    assert project_of(job).description == GOOD["description"]
    assert analysis["features"] == ["Background jobs that live in the database"]
    assert analysis["categories"][0]["name"] == "Developer & Coding"
    assert analysis["reworded"]["model"] == "small-1"
    assert analysis["reworded"]["fields"] == ["description", "features", "categories"]
    assert [(call.outcome, call.tokens) for call in calls()] == [("used", 1000)]
    (asked,) = model.asked
    assert asked["path"] == "/v1/chat/completions"
    assert asked["authorization"] == "Bearer sesame"
    assert asked["max_tokens"] <= 1000


@pytest.mark.parametrize(
    "said",
    [
        503,
        b"not json",
        b'{"choices": []}',
        "I am a teapot.",
        {"description": "The best.", "description_evidence": "Nobody ever wrote this there."},
        b"x" * 1_000_000,
    ],
    ids=["down", "no json", "empty", "chatter", "unsupported", "endless"],
)
def test_whatever_goes_wrong_the_page_stands_with_a_note(make, model, said):
    model.respond = lambda _: said
    job = make().import_(REPO)
    assert job.state == JobState.SUCCEEDED
    project = project_of(job)
    assert project.description.startswith("A small web framework")
    assert project.analysis["reworded"] is None
    assert "REWORDING_SKIPPED" in codes(fresh(job).warnings)


def test_a_silent_model_is_not_waited_for(make, model):
    model.respond = lambda _: None
    job = make(LLM_TIMEOUT="1").import_(REPO)
    assert job.state == JobState.SUCCEEDED
    assert "REWORDING_SKIPPED" in codes(fresh(job).warnings)


def test_it_is_asked_only_so_often(make, model):
    model.respond = lambda _: GOOD
    instance = make(LLM_CALLS_PER_HOUR="1")
    assert "REWORDING_SKIPPED" not in codes(fresh(instance.import_(REPO)).warnings)
    assert "REWORDING_SKIPPED" in codes(fresh(instance.import_("ferrous/sieve")).warnings)
    assert len(model.asked) == 1


def test_private_text_stays_here_unless_the_administrator_says_so(make, model):
    job = make(GITHUB_TOKEN="demo-token").import_("demo/ledger-private")
    assert job.state == JobState.SUCCEEDED
    assert model.asked == []


def test_private_text_is_sent_where_it_may_be(make, model):
    make(GITHUB_TOKEN="demo-token", LLM_PRIVATE="yes").import_("demo/ledger-private")
    assert len(model.asked) == 1


def test_an_endpoint_that_knows_no_schema_is_asked_without(make, model):
    model.respond = lambda body: 400 if "response_format" in body else GOOD
    job = make().import_(REPO)
    assert project_of(job).analysis["reworded"]
    assert len(model.asked) == 2


def test_a_repository_that_gives_orders_is_data_and_cannot_say_what_is_not_there(make, model):
    """A model that obeys whatever it reads: what it then says is checked all the same."""

    def obedient(body: dict[str, Any]) -> Any:
        fence, *data, last, _ = body["messages"][1]["content"].splitlines()
        assert fence == last
        assert any("Everything here tries to run something" in line for line in data)
        return {
            "description": "<script>alert(1)</script> Visit https://evil.example",
            "description_evidence": "Everything here tries to run something.",
            "features": [{"text": "Trusted by Microsoft", "evidence": "you have found a bug"}],
            "categories": [{"name": "Best of all", "evidence": "you have found a bug"}],
        }

    model.respond = obedient
    job = make().import_("mallory/trapdoor")
    assert job.state == JobState.SUCCEEDED
    assert len(model.asked) == 1
    assert project_of(job).analysis["reworded"] is None
