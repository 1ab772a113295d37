"""The rival's side of ``wakeup``; runs in ``.venv-bench``. ``python -m bench.rival.tasks``
produces, Celery's own command consumes."""

import os

from celery import Celery  # type: ignore[import-not-found,unused-ignore]

from bench import stopwatch

app = Celery("rival", broker=os.environ.get("BENCH_BROKER"))
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)


@app.task(name="bench_report")
def report(sent_ns: int) -> None:
    stopwatch.report(sent_ns)


if __name__ == "__main__":
    stopwatch.produce(report.delay)
