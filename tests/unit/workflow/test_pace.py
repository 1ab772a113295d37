"""What this host's imports teach about the next one's progress."""

import pytest

from importer.database import db
from importer.models import Step
from importer.workflow import pace
from importer.workflow.pace import Pace

pytestmark = pytest.mark.usefixtures("any_app", "fresh_pace")

TIMES = dict(zip(Step, (1.0, 6.0, 2.0, 1.0), strict=True))


def _of(size: str | None) -> Pace | None:
    return pace.of(db.session(), "github", size)


def _slower(times: int) -> dict[Step, float]:
    return {step: seconds * times for step, seconds in TIMES.items()}


def test_nothing_is_known_of_a_new_host_and_the_steps_have_their_usual_shares():
    assert _of(None) is None
    begins = [round(part, 2) for part in pace.starts(None).values()]
    assert begins == [0, 0.21, 0.58, 0.89]
    assert pace.time_left(None, Step.FETCH, 1) is None


def test_steps_have_the_shares_that_were_measured():
    for _ in range(3):
        pace.learn("github", "small", TIMES)
    assert list(pace.starts(_of("small")).values()) == pytest.approx([0, 0.1, 0.7, 0.9])


def test_little_known_class_borrows_from_all_of_its_forge():
    for _ in range(pace.ENOUGH):
        pace.learn("github", "small", TIMES)
    assert _of("large").seconds == pytest.approx(TIMES)
    assert _of(None).seconds == pytest.approx(TIMES)
    pace.learn("github", "large", _slower(10))
    assert _of("large").samples == _of(None).samples
    for _ in range(pace.ENOUGH):
        pace.learn("github", "large", _slower(10))
    assert _of("large").seconds == pytest.approx(_slower(10))
    assert _of("small").seconds == pytest.approx(TIMES)
    assert pace.of(db.session(), "gitlab", "small") is None


def test_host_that_becomes_slower_is_noticed():
    for _ in range(50):
        pace.learn("github", "small", TIMES)
    for _ in range(50):
        pace.learn("github", "small", _slower(3))
    assert _of("small").seconds[Step.FETCH] == pytest.approx(18, rel=0.05)


def test_time_left_is_a_range_until_enough_imports_agree():
    pace.learn("github", "small", TIMES)
    first = pace.time_left(_of("small"), Step.FETCH, 1)
    assert not first.is_trusted
    assert first.low < first.likely == 8 < first.high
    for _ in range(pace.TRUSTED):
        pace.learn("github", "small", TIMES)
    later = pace.time_left(_of("small"), Step.FETCH, 1)
    assert later.is_trusted
    assert later.likely == 8
    assert later.high - later.low < first.high - first.low


def test_imports_that_differ_much_are_never_told_outright():
    for number in range(12):
        pace.learn("github", "small", _slower(1 if number % 2 else 20))
    found = pace.time_left(_of("small"), Step.RESOLVE, 0)
    assert not found.is_trusted


@pytest.mark.parametrize(
    ("files", "size"),
    [(0, "small"), (199, "small"), (200, "medium"), (4_999, "medium"), (5_000, "large")],
)
def test_size_is_told_by_the_number_of_files(files, size):
    assert pace.size_of(files) == size
