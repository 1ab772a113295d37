"""The chores of a worker's housekeeping."""

from importer.tasks.chores import CHORES, Chore, Rota


def test_a_chore_has_its_turns_and_one_that_fails_stops_no_other(app, caplog):
    done = []

    def fail() -> None:
        raise ZeroDivisionError

    rota = Rota(
        (
            Chore("broken", 3600, fail),
            Chore("often", 0, lambda: done.append("often")),
            Chore("seldom", 3600, lambda: done.append("seldom")),
        )
    )
    rota.do_what_is_due()
    rota.do_what_is_due()
    assert done == ["often", "seldom", "often"]
    assert caplog.text.count("'broken' failed") == 1


def test_every_chore_runs_where_there_is_nothing_to_do(app, caplog):
    assert CHORES
    Rota().do_what_is_due()
    assert caplog.text == ""
