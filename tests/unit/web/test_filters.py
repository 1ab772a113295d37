from datetime import UTC, datetime, timedelta, timezone

import pytest

from importer.web.filters import bare_url, compact, duration, moment, safe_url


@pytest.mark.parametrize("value", ["https://a.example/x?y#z", "http://localhost:8000"])
def test_addresses_of_the_web_are_let_through(value: str) -> None:
    assert safe_url(value) == value


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/local",
        "https:",
        "mailto:a@b.example",
        "http://[broken",
        7,
    ],
)
def test_other_addresses_are_not(value: object) -> None:
    assert safe_url(value) == ""


def test_an_address_is_shown_without_what_all_of_them_have() -> None:
    assert bare_url("https://www.example.org/docs/") == "example.org/docs"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, ""),
        (0.0, "0.0 s"),
        (0.44, "0.4 s"),
        (9.97, "10 s"),
        (1, "1 s"),
        (59.4, "59 s"),
        (185.0, "3 min 5 s"),
        (7800.0, "2 h 10 min"),
    ],
)
def test_durations_are_as_precise_as_they_are_long(seconds: float | None, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (999, "999"), (1000, "1k"), (70321, "70.3k"), (1_250_000, "1.2M")],
)
def test_large_counts_are_rounded(number: int, shown: str) -> None:
    assert compact(number) == shown


def test_times_of_columns_and_of_json_become_utc() -> None:
    there = datetime(2026, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    assert moment(there) == moment("2026-03-01T12:00:00+00:00")
    assert moment(there) == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, "", "yesterday"])
def test_no_time_is_no_time(value: str | None) -> None:
    assert moment(value) is None
