"""The shared rate-limit budget."""

from datetime import timedelta

import pytest

from importer.clock import now
from importer.errors import RateLimited
from importer.forges.base import ANONYMOUS, Allowance, Budget, Credential
from importer.workflow import budget

pytestmark = pytest.mark.usefixtures("any_app")

HOST = "github.com"


def _calls(allowance: Allowance) -> int:
    count = 0
    while allowance.take():
        count += 1
    return count


def _say(remaining: int, *, minutes: int = 30, credential: Credential = ANONYMOUS) -> None:
    allowance = Allowance(5)
    allowance.observe(Budget(60, remaining, now() + timedelta(minutes=minutes)))
    budget.settle(HOST, credential, allowance)


def test_unknown_budget_allows_all_five_calls():
    assert _calls(budget.reserve(HOST, ANONYMOUS)) == 5


@pytest.mark.parametrize(
    ("remaining", "calls"), [(60, 5), (20, 5), (19, 4), (14, 3), (9, 2), (2, 2)]
)
def test_imports_get_fewer_calls_as_the_budget_shrinks(remaining, calls):
    _say(remaining)
    assert _calls(budget.reserve(HOST, ANONYMOUS)) == calls


@pytest.mark.parametrize("remaining", [0, 1])
def test_import_waits_when_not_even_two_calls_are_left(remaining):
    _say(remaining, minutes=30)
    with pytest.raises(RateLimited) as wait:
        budget.reserve(HOST, ANONYMOUS)
    assert timedelta(minutes=29) < wait.value.retry_at - now() < timedelta(minutes=31)


def test_reserved_calls_are_gone_for_the_next_import():
    _say(5)
    assert [_calls(budget.reserve(HOST, ANONYMOUS)) for _ in range(2)] == [2, 2]
    with pytest.raises(RateLimited):
        budget.reserve(HOST, ANONYMOUS)


def test_budget_is_full_again_after_its_reset():
    _say(0, minutes=-1)
    assert _calls(budget.reserve(HOST, ANONYMOUS)) == 5


def test_each_credential_and_host_has_its_own_budget():
    _say(0)
    assert _calls(budget.reserve(HOST, Credential("instance token", "t"))) > 5
    assert _calls(budget.reserve("git.example", ANONYMOUS)) == 5


def test_what_the_forge_says_replaces_what_was_reckoned():
    _say(4)
    budget.reserve(HOST, ANONYMOUS)
    _say(60)
    assert _calls(budget.reserve(HOST, ANONYMOUS)) == 5


def test_refused_token_is_settled_against_the_anonymous_budget():
    token = Credential("instance token", "t")
    allowance = Allowance(20)
    allowance.credential_refused = True
    allowance.observe(Budget(60, 0, now() + timedelta(minutes=30)))
    budget.settle(HOST, token, allowance)
    with pytest.raises(RateLimited):
        budget.reserve(HOST, ANONYMOUS)
    assert budget.reserve(HOST, token) is not None
