"""Settings changed on the administrators' page, while everything runs."""

import logging

import pytest

from importer.accounts import users
from importer.database import db, writing
from importer.models import SettingOverride
from importer.workflow.toolbox import Toolbox
from tests.support.stack import eventually
from tests.unit.web.conftest import Visitor, opened, squeezed

PAGE = "/admin/settings"


@pytest.fixture
def rose(visitor):
    return visitor("rose")


def _box(site) -> Toolbox:
    box: Toolbox = site.extensions["repofolio"]
    return box


def _set(visitor, name: str, value: str) -> int:
    return visitor.post(f"{PAGE}/{name}", PAGE, value=value).status_code


def test_signup_is_opened_and_put_back_without_a_restart(site, rose, stranger):
    assert stranger.get("/signup").status_code == 403
    assert _set(rose, "SIGNUP", "open") == 303
    assert stranger.get("/signup").status_code == 200
    shown = squeezed(rose.get(PAGE))
    assert "SIGNUP is changed" in shown
    assert "without that closed, from the default" in shown
    assert rose.post(f"{PAGE}/SIGNUP/default", PAGE).status_code == 303
    assert stranger.get("/signup").status_code == 403
    log = squeezed(rose.get("/settings/security"))
    assert "A setting of the instance was changed" in log
    assert "SIGNUP=open" in log
    assert "A setting of the instance was put back" in log


def test_another_process_hears_of_it_within_seconds(site, rose, tmp_path):
    with opened(tmp_path / "instance") as other, other.app_context():
        assert _box(other).settings.import_timeout == 300
        assert _set(rose, "IMPORT_TIMEOUT", "17") == 303
        eventually(lambda: _box(other).settings.import_timeout == 17, seconds=20)
        # Asked inside a transaction that writes, it neither waits for that nor takes part in it.
        with writing():
            _box(other).overrides.look_again()
            assert _box(other).settings.import_timeout == 17


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMPORTS_PER_HOUR", "-1"),
        ("IMPORTS_PER_HOUR", ""),
        ("API_CALLS_PER_MINUTE", "1000001"),
        ("IMPORT_TIMEOUT", "0"),
        ("LLM_CALLS_PER_HOUR", "1e3"),
        ("SIGNUP", "everybody"),
    ],
)
def test_what_a_start_would_refuse_is_refused_with_the_same_words(site, rose, name, value):
    answer = rose.post(f"{PAGE}/{name}", PAGE, value=value)
    assert answer.status_code == 400
    assert f"{name} must be" in squeezed(answer)
    with site.app_context():
        assert db.session.query(SettingOverride).count() == 0


def test_nothing_else_can_be_changed(site, rose):
    for name in ("OUTBOUND_ALLOW", "DATABASE_URL", "SECRET_KEY", "GITHUB_API_URL", "NONSENSE"):
        assert _set(rose, name, "x") == 404
        assert rose.post(f"{PAGE}/{name}/default", PAGE).status_code == 404


def test_the_page_says_where_each_value_is_from(make_site, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir(mode=0o700)
    toml = folder / "config.toml"
    toml.write_text("imports_per_hour = 12\n")
    toml.chmod(0o600)
    site = make_site(IMPORT_TIMEOUT="30")
    with site.app_context():
        users.create("rose", "rose@example.org", "correct horse", is_founder=True)
    shown = squeezed(Visitor(site.test_client()).sign_in("rose").get(PAGE))
    assert "IMPORT_TIMEOUT · Those that begin from now on. From the environment." in shown
    assert "IMPORTS_PER_HOUR · 0 for no limit. From config.toml." in shown
    assert "SIGNUP · closed: nobody;" in shown
    assert shown.count("The default.") == 3


def test_what_another_version_wrote_is_left_out(site, caplog):
    with site.app_context():
        with writing() as session:
            session.add(SettingOverride(name="SIGNUP", value="sometimes"))
            session.add(SettingOverride(name="COLOUR", value="blue"))
            session.add(SettingOverride(name="IMPORTS_PER_HOUR", value="5"))
        with caplog.at_level(logging.WARNING):
            settings = _box(site).settings
    assert (settings.signup, settings.imports_per_hour) == ("closed", 5)
    assert "COLOUR is left out" in caplog.text
