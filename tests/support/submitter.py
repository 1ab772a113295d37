"""One of several processes that submit imports for one person as fast as they can.

``python -m tests.support.submitter USER FIRST COUNT``; prints a line of JSON per submit.
"""

import json
import sys

from sqlalchemy import func, select

from importer import tasks
from importer.accounts import users
from importer.app import create_app
from importer.database import db
from importer.errors import RepofolioError
from importer.models import ACTIVE_STATES, ImportJob
from importer.workflow import runs


def main() -> None:
    username, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    app = create_app()
    with app.app_context():
        user = users.by_name(username)
        assert user is not None
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(first, first + count):
            print(json.dumps(submit(user, f"racer/repository-{number}")), flush=True)
            db.session.commit()


def submit(user, address: str) -> dict[str, object]:
    """What became of one submit; an admitted import is counted, then canceled for the next."""
    try:
        job = tasks.submit(user, address)
    except RepofolioError as error:
        return {"refused": error.code}
    active = db.session.scalar(
        select(func.count())
        .select_from(ImportJob)
        .where(ImportJob.user_id == user.id, ImportJob.state.in_(ACTIVE_STATES))
    )
    assert runs.cancel(job)
    return {"admitted": job.id, "active": active}


if __name__ == "__main__":
    main()
