"""Worker processes: signing on, being seen, being found dead."""

import os
import socket
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import rows_changed, writing
from importer.models import Worker

SEEN_EVERY = timedelta(seconds=5)
# "No worker is running" is said after this long; jobs are taken away only after DEAD_AFTER.
MISSED_AFTER = timedelta(seconds=10)
DEAD_AFTER = timedelta(seconds=20)


def sign_on(threads: int) -> str:
    """Make this process's row and return its id."""
    worker_id = str(uuid.uuid4())
    with writing() as session:
        session.add(
            Worker(
                id=worker_id,
                host=socket.gethostname()[:255],
                place=_place(),
                pid=os.getpid(),
                threads=threads,
                started_at=now(),
                seen_at=now(),
            )
        )
    return worker_id


def be_seen(worker_id: str) -> bool:
    """Touch the row; False if it is gone, i.e. this process was taken for dead."""
    with writing() as session:
        statement = update(Worker).where(Worker.id == worker_id).values(seen_at=now())
        return rows_changed(session, statement) == 1


def sign_off(worker_id: str) -> None:
    with writing() as session:
        session.execute(delete(Worker).where(Worker.id == worker_id))


def dead(session: Session) -> list[Worker]:
    """Workers that are silent, or known to be dead.

    A worker of this machine whose process is gone is dead at once; one elsewhere after
    :data:`DEAD_AFTER`.
    """
    return [
        worker
        for worker in session.scalars(select(Worker))
        if worker.seen_at < now() - DEAD_AFTER or _is_gone(worker)
    ]


def bury(session: Session, workers: list[Worker]) -> int:
    """Delete the rows of the dead, unless they were seen meanwhile; returns how many."""
    return sum(
        rows_changed(
            session, delete(Worker).where(Worker.id == one.id, Worker.seen_at == one.seen_at)
        )
        for one in workers
    )


def alive(session: Session) -> list[Worker]:
    """Workers seen lately, the longest running first."""
    return list(
        session.scalars(
            select(Worker).where(Worker.seen_at > now() - MISSED_AFTER).order_by(Worker.started_at)
        )
    )


def last_seen(session: Session) -> datetime | None:
    """When any worker was last seen."""
    return session.scalar(select(func.max(Worker.seen_at)))


def _is_gone(worker: Worker) -> bool:
    if worker.place != _place():
        return False
    try:
        os.kill(worker.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _place() -> str:
    """This boot and process namespace: two processes of the same place can tell by its number
    whether the other lives. Elsewhere than on Linux the host's name and a boot nobody shares."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return f"{socket.gethostname()[:60]}/{uuid.getnode()}"
