"""Settings changed while everything runs, on both set-ups."""

import threading

from importer import audit
from importer.database import db
from importer.models import SettingOverride
from importer.workflow import overrides
from importer.workflow.overrides import Overrides


def test_the_last_word_counts_and_taking_it_back_leaves_the_first(any_app, make_user):
    rose = make_user("rose")
    box = any_app.extensions["repofolio"]
    for value in ("5", " 007 "):
        overrides.change("IMPORTS_PER_HOUR", value, actor=rose, address="192.0.2.7")
        box.overrides.look_again()
    assert box.settings.imports_per_hour == 7
    assert box.base_settings.imports_per_hour == 0
    for _ in range(2):
        overrides.reset("IMPORTS_PER_HOUR", actor=rose, address="192.0.2.7")
    box.overrides.look_again()
    assert box.settings.imports_per_hour == 0
    said = [(one.kind, one.detail) for one in audit.of_user(db.session(), rose.id)]
    assert said[:3] == [
        ("setting_reset", "IMPORTS_PER_HOUR"),
        ("setting_changed", "IMPORTS_PER_HOUR=7"),
        ("setting_changed", "IMPORTS_PER_HOUR=5"),
    ]


def test_two_administrators_at_the_same_moment_do_not_fail(any_app, make_user):
    rose = make_user("rose")
    failed: list[BaseException] = []
    start = threading.Barrier(4)

    def change(value: int) -> None:
        with any_app.app_context():
            start.wait(10)
            try:
                overrides.change("IMPORT_TIMEOUT", str(value), actor=rose, address="")
            except BaseException as error:
                failed.append(error)
            db.session.remove()

    threads = [threading.Thread(target=change, args=(value,)) for value in (11, 12, 13, 14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert db.session.query(SettingOverride).count() == 1


def test_looking_takes_no_part_in_the_callers_transaction_and_is_rare(any_app, monkeypatch):
    looks: list[int] = []
    real = overrides._read
    monkeypatch.setattr(overrides, "_read", lambda engine: looks.append(1) or real(engine))
    box = Overrides(any_app.extensions["repofolio"].base_settings)
    db.session.commit()
    for _ in range(50):
        assert box.settings().signup == "closed"
    assert len(looks) == 1
    assert not db.session().in_transaction()
