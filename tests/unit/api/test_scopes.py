"""What a token is good for: every call of the API with each scope."""

import pytest
from sqlalchemy import update

from importer.accounts import tokens
from importer.database import db, writing
from importer.models import ApiToken, Scope
from tests.unit.api.conftest import START, WAIT
from tests.unit.api.test_access import BATCH, CALLS

# What a token for reading only may not do, by the scope it would need. Everything else is reading.
NEEDED = {
    ("POST", START): Scope.IMPORT,
    ("POST", WAIT): Scope.IMPORT,
    ("POST", "/api/integrations/import/"): Scope.IMPORT,
    ("POST", "/api/projects/1/refresh/"): Scope.IMPORT,
    ("POST", "/api/batches/"): Scope.IMPORT,
    **{
        ("POST", f"/api/batches/{BATCH}/{verb}/"): Scope.IMPORT
        for verb in ("cancel", "pause", "resume", "retry")
    },
    ("PATCH", "/api/projects/1/"): Scope.MANAGE,
    ("DELETE", "/api/projects/1/"): Scope.MANAGE,
}


def _call(app, user, scope, method, path):
    headers = {"Authorization": f"Bearer {tokens.issue(user, 'test', scope)}"}
    db.session.remove()
    # A body nothing takes: what is let in is refused for that, and does nothing.
    return app.test_client().open(path, method=method, headers=headers, json=["no object"])


@pytest.mark.parametrize(("method", "path"), sorted({*CALLS, *NEEDED}))
@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_does_what_its_scope_includes(app, make_user, method, path, scope):
    needed = NEEDED.get((method, path), Scope.READ)
    answer = _call(app, make_user(), scope, method, path)
    is_refused = answer.status_code == 403 and answer.json["error_code"] == "SCOPE_MISSING"
    assert is_refused is not scope.includes(needed)
    if is_refused:
        assert needed.value in answer.json["suggestion"]
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_what_says_nothing_of_scopes_needs_the_most(app):
    """A new call that changes something is closed to small tokens until somebody opens it."""
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("api."):
            continue
        view = app.view_functions[rule.endpoint]
        is_reading = not {"POST", "PUT", "PATCH", "DELETE"} & set(rule.methods)
        declared = getattr(view, "needed_scope", None)
        assert is_reading or declared in (None, Scope.IMPORT) or rule.endpoint == "api.unknown"


def test_an_expired_token_says_so(app, alice):
    db.session.remove()
    _change(expires_at=tokens.now())
    answer = alice.get("/api/projects/")
    assert (answer.status_code, answer.json["error_code"]) == (401, "AUTH_INVALID")
    assert "expired" in answer.json["error"]


def test_a_call_is_seen_on_the_token(app, alice):
    alice.get("/api/projects/")
    row = db.session.query(ApiToken).one()
    assert (row.used_from, row.used_at is not None) == ("127.0.0.1", True)


def test_a_refused_call_is_seen_too(app, make_user):
    _call(app, make_user(), Scope.READ, "POST", START)
    assert db.session.query(ApiToken).one().used_at is not None


def _change(**values):
    with writing() as session:
        session.execute(update(ApiToken).values(**values))
