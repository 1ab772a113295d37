"""The OpenAPI document and its page say what there is, and nothing else."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from importer.accounts.tokens import issue
from importer.models import Scope


@pytest.fixture
def document(app):
    answer = app.test_client().get("/api/openapi.json")
    assert answer.status_code == 200
    return answer.json


def test_the_document_is_one_of_openapi_3_1(document):
    assert document["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_call_stands_in_the_document_and_nothing_else(app, document):
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.unknown"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, verb) for path, verbs in document["paths"].items() for verb in verbs}


def test_every_reference_leads_somewhere(document):
    for reference in re.findall(r"#/[\w/.-]+", str(document)):
        found = document
        for step in reference[2:].split("/"):
            found = found[step]


def test_the_scope_told_is_the_one_needed(app, alice, document):
    headers = {
        scope: {"Authorization": f"Bearer {issue(alice.user, scope, scope=scope)}"}
        for scope in Scope
    }
    for path, verbs in document["paths"].items():
        address = re.sub(r"\{\w+\}", "0", path)
        for verb, said in verbs.items():
            ((told,),) = [need["token"] for need in said["security"]]
            for scope in Scope:
                answer = app.test_client().open(address, method=verb, headers=headers[scope])
                is_refused = (answer.json or {}).get("error_code") == "SCOPE_MISSING"
                assert is_refused is not scope.includes(Scope(told)), (verb, path, scope)


def test_what_is_sent_and_answered_is_told(document):
    started = document["paths"]["/api/batches/"]["post"]
    assert {"200", "202", "400", "401", "403", "409", "413", "422", "429"} == set(
        started["responses"]
    )
    assert [one["name"] for one in started["parameters"]] == ["Idempotency-Key"]
    assert "Retry-After" in started["responses"]["429"]["headers"]
    assert "RateLimit-Remaining" in started["responses"]["202"]["headers"]
    schema = document["components"]["schemas"]["BatchRequest"]
    assert schema["required"] == ["urls"]
    assert schema["properties"]["urls"]["items"] == {"type": "string"}


def test_the_page_shows_every_call_and_links_lead_somewhere(app, document):
    answer = app.test_client().get("/api/docs")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    for path, verbs in document["paths"].items():
        for verb in verbs:
            assert f"<strong>{verb.upper()}</strong> {path}</code>" in answer.text
    targets = re.findall(r' id="([^"]+)"', answer.text)
    assert len(targets) == len(set(targets))
    assert set(re.findall(r'href="#([^"]+)"', answer.text)) <= set(targets)
