"""Of what a model says only that is kept which the repository bears out."""

import json
from typing import Any

import pytest

from importer.rewording.answer import read
from importer.rewording.draft import Draft, RewordingFailed
from importer.rewording.prompt import messages, schema

DRAFT = Draft(
    name="tidewater",
    description="A web framework.",
    features=("Plain functions",),
    categories=("Websites & Apps",),
    allowed=("Websites & Apps", "Developer & Coding"),
    text="Tidewater gives you routes and background jobs. It starts in under 50 ms and speaks "
    "HTTP to PostgreSQL users. **No hidden globals** anywhere.",
)
EVIDENCE = "routes and background jobs"


def said(**answer: Any) -> Any:
    return read(json.dumps(answer), DRAFT, "m", 7)


def feature(text: str, evidence: str = EVIDENCE) -> list[str]:
    sure = {"text": "Has background jobs", "evidence": EVIDENCE}
    wording = said(features=[{"text": text, "evidence": evidence}, sure])
    return [one.claim for one in wording.features if one.claim != "Has background jobs"]


def test_what_is_borne_out_is_kept_with_its_evidence():
    wording = said(
        description="A framework with routes and background jobs for PostgreSQL users.",
        description_evidence="routes   and background jobs",
        features=[{"text": "No hidden globals", "evidence": "no hidden globals anywhere"}],
        categories=[{"name": "Websites & Apps", "evidence": "gives you routes"}],
    )
    assert wording.description.claim.startswith("A framework with routes")
    assert wording.features[0].evidence == "no hidden globals anywhere"
    assert [one.claim for one in wording.categories] == ["Websites & Apps"]
    assert (wording.model, wording.tokens) == ("m", 7)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Has background jobs too", "jobs that nobody has mentioned"),
        ("Has background jobs too", "jobs"),
        ("Has background jobs too", ""),
        ("Handles 900 background jobs", EVIDENCE),
        ("Runs background jobs on Kubernetes", EVIDENCE),
        ("Runs background jobs on FooBar", EVIDENCE),
        ("Fights dragons", EVIDENCE),
        ("Background jobs: see https://evil.example", EVIDENCE),
        ("Background jobs <b>now</b>", EVIDENCE),
        ("Background jobs " + "and jobs " * 40, EVIDENCE),
        ("", EVIDENCE),
    ],
)
def test_a_claim_without_support_is_dropped(text, evidence):
    assert feature(text, evidence) == []


def test_names_and_numbers_that_stand_there_may_be_used():
    assert feature("Background jobs for PostgreSQL that start in 50 ms") != []


def test_categories_are_of_the_list_and_have_evidence():
    with pytest.raises(RewordingFailed):
        said(categories=[{"name": "World domination", "evidence": EVIDENCE}])
    with pytest.raises(RewordingFailed):
        said(categories=[{"name": "Websites & Apps", "evidence": "is a web site builder"}])


@pytest.mark.parametrize(
    "content",
    ["", "I am sorry", "[]", '{"features": "many"}', "{" * 10_000, "null", '{"description": 3}'],
)
def test_nonsense_is_refused(content):
    with pytest.raises(RewordingFailed):
        read(content, DRAFT, "m", 0)


def test_a_fence_around_the_answer_does_no_harm():
    answer = {"features": [{"text": "Has background jobs", "evidence": EVIDENCE}]}
    assert read(f"```json\n{json.dumps(answer)}\n```", DRAFT, "m", 0).features


def test_the_repositorys_text_stands_between_fences_nobody_can_foresee():
    system, user = messages(DRAFT)
    fence = user["content"].splitlines()[0]
    assert user["content"].count(fence) == 2
    assert fence in system["content"]
    assert fence != messages(DRAFT)[1]["content"].splitlines()[0]
    assert schema(DRAFT)["additionalProperties"] is False
