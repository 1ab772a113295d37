"""Calls in parallel, watched by the thread that needs their answers."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from importer.http.lifelines import Wave, enter_wave

T = TypeVar("T")

BEAT = 0.4
"""Seconds at most between two checkpoints."""


def gather(
    executor: ThreadPoolExecutor,
    calls: Sequence[Callable[[], T]],
    checkpoint: Callable[[], None],
    in_flight: int,
    wave: Wave,
) -> list[T]:
    """Run the calls, at most ``in_flight`` at a time, and return their results in order.

    The calling thread calls ``checkpoint`` before, after, and at least every half second. When
    that raises, or a call does, the rest is abandoned at once: sockets are shut down, calls not
    begun never begin, and the error goes on up without waiting for anybody.

    A checkpoint that has a method ``counted(done, total)`` is told again and again how many calls
    are answered.
    """
    counted: Callable[[int, int], None] | None = getattr(checkpoint, "counted", None)
    futures: list[Future[T]] = []
    running: set[Future[T]] = set()
    try:
        while len(futures) < len(calls) or running:
            checkpoint()
            while len(futures) < len(calls) and len(running) < in_flight:
                future = executor.submit(_in_wave, wave, calls[len(futures)])
                futures.append(future)
                running.add(future)
            done, running = wait(running, timeout=BEAT, return_when=FIRST_COMPLETED)
            # In the order of the calls: of two failures the more important one is told.
            for future in [one for one in futures if one in done]:
                future.result()
            if counted:
                counted(len(futures) - len(running), len(calls))
        checkpoint()
    except BaseException:
        wave.abandon()
        for future in running:
            future.cancel()
        raise
    return [future.result() for future in futures]


def _in_wave(wave: Wave, call: Callable[[], T]) -> T:
    enter_wave(wave)
    return call()
