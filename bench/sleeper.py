"""The worker as it is shipped, whose imports do nothing but last a given time.

``python -m bench.sleeper MILLISECONDS``: what is left to be measured is who is served when.
"""

import sys
import time

from importer.app import create_app
from importer.worker import run
from importer.workflow import pipeline, publish, runs


def main() -> None:
    seconds = float(sys.argv[1]) / 1000

    def sleep(claimed: runs.Run, *_: object) -> None:
        time.sleep(seconds)
        with publish.ending(claimed) as session:
            publish.end_job(session, claimed, None, message="Slept", log="Slept")

    pipeline._import = sleep
    run(create_app())


if __name__ == "__main__":
    main()
