"""The instance's figures as metrics. https://prometheus.io/docs/practices/naming/"""

from collections.abc import Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from importer.extensions import huey
from importer.workflow.figures import Figures, figures


class InstanceCollector(Collector):
    """Reads the rows when it is asked; nothing is counted in memory, so that every process of
    every host gives the same answer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def collect(self) -> Iterator[Metric]:
        known = figures(self._session)
        yield _one("repofolio_users", "Accounts.", known.users)
        yield _one("repofolio_projects", "Project pages.", known.projects)
        yield _by("repofolio_imports", "Imports by state.", "state", known.jobs)
        yield _by("repofolio_failed_imports", "By error code.", "code", known.failures)
        yield _one("repofolio_workers", "Worker processes that are alive.", len(known.workers))
        threads = sum(worker.threads for worker in known.workers)
        yield _one("repofolio_worker_threads", "Imports that can run at a time.", threads)
        yield _one("repofolio_queue_size", "Tasks in the queue.", huey.storage.queue_size())
        yield _one(
            "repofolio_oldest_wait_seconds",
            "How long the import that has waited longest for a worker has waited.",
            known.oldest_wait,
        )
        yield _budgets(known)


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _by(name: str, meaning: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _budgets(known: Figures) -> Metric:
    family = GaugeMetricFamily(
        "repofolio_forge_calls_remaining",
        "Calls left in a forge's rate limit window.",
        labels=["host", "credential"],
    )
    for budget in known.budgets:
        family.add_metric([budget.host, budget.credential], budget.remaining)
    return family
