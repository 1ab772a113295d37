"""The shared rate-limit budget."""

import contextlib
from datetime import datetime, timedelta

import pytest

from importer.clock import now
from importer.errors import ForgeUnreachable, RateLimited
from importer.forges.base import ANONYMOUS, Allowance, Budget, Credential
from importer.workflow import budget

pytestmark = pytest.mark.usefixtures("any_app")

HOST = "github.com"


def _calls(allowance: Allowance) -> int:
    count = 0
    while allowance.take():
        count += 1
    return count


def _window(minutes: int = 30) -> datetime:
    return (now() + timedelta(minutes=minutes)).replace(microsecond=0)


def _say(
    remaining: int, window: datetime | None = None, credential: Credential = ANONYMOUS
) -> None:
    """The forge answers one call, which spends none of what was granted."""
    with budget.reserved(HOST, credential) as allowance:
        allowance.observe(Budget(60, remaining, window or _window()))


def _grant(credential: Credential = ANONYMOUS, host: str = HOST) -> int:
    """How many calls an import gets that spends all of them and hears nothing."""
    with budget.reserved(host, credential) as allowance:
        return _calls(allowance)


def test_unknown_budget_allows_all_five_calls():
    assert _grant() == 5


@pytest.mark.parametrize(
    ("remaining", "calls"), [(60, 5), (20, 5), (19, 4), (14, 3), (9, 2), (2, 2)]
)
def test_imports_get_fewer_calls_as_the_budget_shrinks(remaining, calls):
    _say(remaining)
    assert _grant() == calls


@pytest.mark.parametrize("remaining", [0, 1])
def test_import_waits_when_not_even_two_calls_are_left(remaining):
    window = _window()
    _say(remaining, window)
    with pytest.raises(RateLimited) as wait:
        _grant()
    assert wait.value.retry_at == window + timedelta(seconds=1)


def test_calls_of_a_running_import_are_gone_for_the_next_one():
    _say(5)
    first, second = budget.reserved(HOST, ANONYMOUS), budget.reserved(HOST, ANONYMOUS)
    with first, second, pytest.raises(RateLimited):
        _grant()


def test_unspent_calls_are_given_back():
    _say(5)
    for _ in range(10):
        with budget.reserved(HOST, ANONYMOUS):
            pass
    assert _grant() == 2


def test_forge_that_cannot_be_reached_costs_nothing():
    _say(60)
    for _ in range(20):
        with contextlib.suppress(ForgeUnreachable), budget.reserved(HOST, ANONYMOUS) as allowance:
            assert allowance.take()
            raise ForgeUnreachable
    assert _grant() == 5


def test_budget_is_full_again_after_its_reset():
    _say(0, _window(-1))
    assert _grant() == 5


def test_each_credential_and_host_has_its_own_budget():
    _say(0)
    assert _grant(Credential("instance token", "t")) > 5
    assert _grant(host="git.example") == 5


def test_overtaken_answer_does_not_raise_the_figure_again():
    window = _window()
    _say(8, window)
    _say(40, window)
    assert _grant() == 2


def test_newer_window_replaces_what_is_known():
    _say(0, _window(1))
    with pytest.raises(RateLimited):
        _grant()
    allowance = Allowance(5)
    allowance.observe(Budget(60, 60, _window(60)))
    budget._hear(HOST, ANONYMOUS, allowance.observed)
    assert _grant() == 5


def test_refused_token_is_settled_against_the_anonymous_budget():
    token = Credential("instance token", "t")
    with budget.reserved(HOST, token) as allowance:
        allowance.credential_refused = True
        allowance.observe(Budget(60, 0, _window()))
    with pytest.raises(RateLimited):
        _grant()
    assert _grant(token) > 0
