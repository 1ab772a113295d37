"""Our side of ``wakeup``: the worker as it is shipped, with one more task. ``consume`` or
``produce``."""

import sys

from bench import stopwatch
from importer import worker
from importer.app import create_app
from importer.extensions import huey


@huey.task(name="bench_report")  # type: ignore[untyped-decorator]
def report(sent_ns: int) -> None:
    stopwatch.report(sent_ns)


def main() -> None:
    app = create_app()
    if sys.argv[1] == "consume":
        worker.run(app)
    else:
        stopwatch.produce(report)


if __name__ == "__main__":
    main()
