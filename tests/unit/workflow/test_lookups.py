"""Looking things up by what strangers type: what no database could hold is simply not there."""

import pytest

from importer.database import db
from importer.workflow import projects, status


@pytest.mark.parametrize("name", ["\0", "fla\0sk", "'; --", "x" * 10_000])
def test_no_project_has_such_a_name(any_app, make_user, name):
    alice = make_user("alice")
    session = db.session()
    assert projects.visible(session, "alice", name, viewer_id=alice.id) is None
    assert projects.visible(session, name, "flask", viewer_id=None) is None


@pytest.mark.parametrize("project_id", [0, 2**31 - 1, 2**31, 2**63, 10**30])
def test_no_project_has_such_a_number(any_app, make_user, project_id):
    alice = make_user("alice")
    assert projects.owned(db.session(), alice.id, project_id) is None


@pytest.mark.parametrize("public_id", ["", "\0", "x" * 36, "0" * 36, "0" * 10_000])
def test_no_import_has_such_an_id(any_app, make_user, public_id):
    assert status.owned(db.session(), make_user("alice"), public_id) is None
