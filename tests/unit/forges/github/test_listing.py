"""A person's repositories, the budget, and the registry that finds the forge."""

import pytest

from importer import config
from importer.errors import CredentialRefused, ImportCanceled, UnknownPlatform
from importer.forges.base import ANONYMOUS
from importer.forges.registry import Forges
from importer.http import HttpClient
from importer.snapshot import RepoRef

from .conftest import DEMO, WRONG, Importer, go_on


def test_all_pages_arrive_each_repository_once(importer: Importer) -> None:
    found = importer.github.repositories(DEMO, go_on)
    pages = [r for r in importer.forge.requests() if "/user/repos" in r["path"]]
    assert len(pages) == -(-len(found) // 100)
    assert len(found) > 100
    assert len({row.forge_repo_id for row in found}) == len(found)
    pushed = [row.pushed_at for row in found if row.pushed_at]
    assert pushed == sorted(pushed, reverse=True)
    assert any(row.is_private for row in found)


def test_list_needs_a_good_token_and_asks_once(importer: Importer) -> None:
    for credential in (WRONG, ANONYMOUS):
        importer.forge.reset()
        with pytest.raises(CredentialRefused):
            importer.github.repositories(credential, go_on)
        assert importer.forge.counts()["requests"] == 1


def test_list_honours_the_checkpoint(importer: Importer) -> None:
    def stop() -> None:
        raise ImportCanceled

    with pytest.raises(ImportCanceled):
        importer.github.repositories(DEMO, stop)
    assert importer.forge.requests() == []


def test_rate_limit_costs_nothing(importer: Importer) -> None:
    budget = importer.github.rate_limit(ANONYMOUS)
    assert budget is not None
    assert (budget.limit, budget.remaining) == (60, 60)
    with_token = importer.github.rate_limit(DEMO)
    assert with_token is not None
    assert with_token.limit == 5000
    assert importer.forge.counts()["quota"] == 0


def test_host_without_limits_has_no_budget(importer: Importer) -> None:
    importer.forge.misbehave(r"/rate_limit", answer="not_found")
    assert importer.github.rate_limit(ANONYMOUS) is None


def test_registry_knows_the_configured_host(
    importer: Importer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    instance = tmp_path_factory.mktemp("instance")
    settings = config.load({**importer.forge.environment(), "INSTANCE_PATH": str(instance)})
    http = HttpClient(settings.outbound_allow)
    forges = Forges(settings, http)
    assert forges.supported == (importer.forge.host,)
    ref = forges.parse("northgate/parcel-api")
    assert ref == RepoRef(importer.forge.host, "northgate/parcel-api")
    assert forges.for_ref(ref).host == ref.host
    with pytest.raises(UnknownPlatform):
        forges.for_ref(RepoRef("gone.example", "a/b"))
    http.close()
