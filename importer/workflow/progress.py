"""What a run tells of itself while it works: its step, how far it is, how long its steps took."""

import logging
import time

from sqlalchemy.exc import SQLAlchemyError

from importer.database import db
from importer.models import Step
from importer.workflow import pace, runs
from importer.workflow.runs import Run

log = logging.getLogger("importer.worker")

# The row is written at most this often for counts alone.
COUNT_SECONDS = 0.3
# The first step does not begin at nothing: the import has been asked for and claimed.
FIRST, LAST = 5, 99


class Progress:
    """Of one run, called by its own thread."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._size: str | None = None
        self._step: Step | None = None
        self._message = ""
        self._began = self._counted = time.monotonic()
        self._done = 0
        self._seconds: dict[Step, float] = {}

    def begin(self, step: Step, message: str, files: int | None = None) -> None:
        """Say that ``step`` begins.

        :param files: in the repository, as soon as they are known.
        :raises RunLost: the job is not this run's any more.
        """
        self._end_step()
        self._step, self._message = step, message
        self._began = self._counted = time.monotonic()
        self._done = 0
        if files is not None:
            self._size = pace.size_of(files)
        runs.report(self._run, step, self._percent(0.0), message, size=self._size)

    def counted(self, done: int, total: int) -> None:
        """Say how many of the calls of this step have been answered; called again and again.

        :raises RunLost: the job is not this run's any more.
        """
        is_countable = self._step == Step.FETCH and total > 1 and done < total
        if not is_countable or time.monotonic() - self._counted < COUNT_SECONDS:
            return
        self._counted = time.monotonic()
        message = f"{self._message}: {done} of {total}"
        runs.report(self._run, Step.FETCH, self._percent(done / total), message, level="count")

    def learn(self) -> None:
        """Let later imports profit from how long this one took, now that it has ended well."""
        self._end_step()
        if self._size is None or len(self._seconds) < len(Step):
            return
        try:
            pace.learn(self._run.ref.forge, self._size, self._seconds)
        except SQLAlchemyError:
            # The import has ended; nothing is to be said against it any more.
            log.exception("How long the steps of %s took was not kept", self._run.ref.path)

    def _end_step(self) -> None:
        if self._step is not None:
            self._seconds[self._step] = time.monotonic() - self._began

    def _percent(self, part: float) -> int:
        """:param part: of the present step that is done, 0 to 1."""
        known = pace.of(db.session(), self._run.ref.forge, self._size)
        begins = {**pace.starts(known)}
        order = list(Step)
        at = order.index(self._step or Step.RESOLVE)
        start = begins[order[at]]
        end = begins[order[at + 1]] if at + 1 < len(order) else 1.0
        return min(LAST, round(FIRST + (100 - FIRST) * (start + (end - start) * part)))
