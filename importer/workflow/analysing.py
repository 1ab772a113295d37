"""The step analyse, in the sandbox: what to begin early, and what to do when it has to give up."""

import logging
import threading
from concurrent.futures import Future, wait

from importer.analysis.analyse import analyse_read, limited_reading, read_readme
from importer.analysis.plain import analyse_plain
from importer.analysis.readme.document import ReadmeReading
from importer.analysis.result import Analysis
from importer.errors import RepofolioError
from importer.forges.base import Checkpoint, Overview
from importer.sandbox import Sandbox, SandboxCrashed, SandboxTimeout
from importer.snapshot import RepoSnapshot, SourceFile
from importer.workflow.checkpoint import WorkerStopping
from importer.workflow.runs import RunLost
from importer.workflow.toolbox import Toolbox

log = logging.getLogger("importer.worker")

ANALYSIS_SECONDS = 5.0
_LOOK_SECONDS = 0.25


class EarlyReading:
    """A README being read while the rest of its repository is still being fetched.

    Reading a long one takes about as long as a forge's answer: side by side they cost one of both.
    """

    def __init__(self, overview: Overview, toolbox: Toolbox) -> None:
        self._file = overview.readme
        self._future: Future[ReadmeReading] = Future()
        if self._file is not None:
            call = (toolbox.sandbox, (overview.snapshot, self._file))
            threading.Thread(target=self._read, args=call, daemon=True).start()

    def of(self, snapshot: RepoSnapshot, checkpoint: Checkpoint) -> ReadmeReading | None:
        """What was read: as plain text if that went past its limits, which it would do again.

        None if it was another file, or reading it failed: then the analysis tries for itself.
        """
        if self._file is None or snapshot.readmes[:1] != (self._file,):
            return None
        while not self._future.done():
            checkpoint()
            wait([self._future], timeout=_LOOK_SECONDS)
        error = self._future.exception()
        if isinstance(error, (SandboxTimeout, SandboxCrashed)):
            log.warning("Reading the README of %s went past its limits", snapshot.ref.path)
            return limited_reading(snapshot)
        return None if error else self._future.result()

    def _read(self, sandbox: Sandbox, arguments: tuple[RepoSnapshot, SourceFile]) -> None:
        try:
            reading = sandbox.run(read_readme, arguments, timeout=ANALYSIS_SECONDS)
        except BaseException as error:
            self._future.set_exception(error)
        else:
            self._future.set_result(reading)


def analyse(
    snapshot: RepoSnapshot, early: EarlyReading | None, toolbox: Toolbox, checkpoint: Checkpoint
) -> Analysis:
    """What can be said of the repository; without its files where that goes past all limits."""
    arguments = (snapshot, early.of(snapshot, checkpoint) if early else None)
    try:
        return toolbox.sandbox.run(
            analyse_read, arguments, timeout=ANALYSIS_SECONDS, checkpoint=checkpoint
        )
    except (SandboxTimeout, SandboxCrashed):
        log.warning("Analysing %s went past its limits: plain text instead", snapshot.ref.path)
    except (RepofolioError, RunLost, WorkerStopping):
        # The checkpoint's word, not the analysis's.
        raise
    except Exception:
        log.exception("Analysing %s failed unexpectedly: plain text instead", snapshot.ref.path)
    return analyse_plain(snapshot)
