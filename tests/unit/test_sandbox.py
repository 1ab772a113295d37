"""The sandbox with real child processes: limits, deaths, and who outlives whom."""

import itertools
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from importer.sandbox import Sandbox, SandboxCrashed, SandboxTimeout

PROJECT_ROOT = Path(__file__).parents[2]


def double(number: int) -> int:
    return number * 2


def own_pid(_: None) -> int:
    return os.getpid()


def spin(_: None) -> None:
    while True:
        pass


def spin_in_c(_: None) -> int:
    return sum(range(10**12))


def hoard(_: None) -> int:
    return len(bytearray(4 * 1024**3))


def hoard_slowly(_: None) -> None:
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def exit_hard(code: int) -> None:
    os._exit(code)


def write_file(path: str) -> None:
    Path(path).write_text("x", encoding="ascii")


def refuse(text: str) -> None:
    raise LookupError(text)


class StubbornError(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def refuse_unpicklably(_: None) -> None:
    raise StubbornError("a", "b")


_prepared: list[bool] = []


def remember_to_be_prepared() -> None:
    _prepared.append(True)


def times_prepared(_: None) -> int:
    return len(_prepared)


def fail_to_prepare() -> None:
    raise LookupError("nothing here")


def environment(_: None) -> dict[str, str]:
    return dict(os.environ)


def limits(_: None) -> tuple[int, int, int]:
    return (
        os.nice(0),
        resource.getrlimit(resource.RLIMIT_CORE)[0],
        resource.getrlimit(resource.RLIMIT_AS)[0],
    )


def loaded_modules(_: None) -> list[str]:
    return sorted(sys.modules)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def wait_until_dead(pid: int, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_result_comes_back_from_another_process(sandbox: Sandbox) -> None:
    assert sandbox.run(double, 21) == 42
    assert sandbox.run(own_pid, None) != os.getpid()


def test_child_stays_warm_between_tasks(sandbox: Sandbox) -> None:
    sandbox.warm_up()
    assert sandbox.run(own_pid, None) == sandbox.run(own_pid, None)


def test_functions_own_exception_is_raised_again(sandbox: Sandbox) -> None:
    with pytest.raises(LookupError, match="no such key"):
        sandbox.run(refuse, "no such key")
    assert sandbox.run(double, 1) == 2


def test_exception_that_cannot_travel_keeps_its_text(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="StubbornError: ab"):
        sandbox.run(refuse_unpicklably, None)


@pytest.mark.parametrize("endless", [spin, spin_in_c])
def test_endless_task_is_killed_in_time(sandbox: Sandbox, endless: object) -> None:
    pid = sandbox.run(own_pid, None)
    begun = time.monotonic()
    with pytest.raises(SandboxTimeout):
        sandbox.run(endless, None, timeout=0.5)  # type: ignore[arg-type]
    assert time.monotonic() - begun < 2
    assert not is_alive(pid)
    assert sandbox.run(double, 2) == 4


@pytest.mark.parametrize("greedy", [hoard, hoard_slowly])
def test_task_that_eats_memory_ends_and_the_next_one_works(
    sandbox: Sandbox, greedy: object
) -> None:
    with pytest.raises(SandboxCrashed):
        sandbox.run(greedy, None)  # type: ignore[arg-type]
    assert sandbox.run(double, 3) == 6


def test_child_that_exits_is_replaced(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxCrashed):
        sandbox.run(exit_hard, 0)
    assert sandbox.run(double, 4) == 8


def test_child_killed_while_idle_is_replaced_without_an_error(sandbox: Sandbox) -> None:
    pid = sandbox.run(own_pid, None)
    os.kill(pid, signal.SIGKILL)
    assert wait_until_dead(pid)
    assert sandbox.run(own_pid, None) != pid


def test_child_killed_at_work_is_a_crash(sandbox: Sandbox) -> None:
    pid = sandbox.run(own_pid, None)
    timer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    timer.start()
    with pytest.raises(SandboxCrashed):
        sandbox.run(spin, None)
    timer.join()


def test_child_cannot_write_files(sandbox: Sandbox, tmp_path: Path) -> None:
    target = tmp_path / "written"
    with pytest.raises(OSError, match="too large"):
        sandbox.run(write_file, str(target))
    assert not target.exists() or target.stat().st_size == 0


def test_child_inherits_no_variable(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "canary")
    assert "canary" not in str(sandbox.run(environment, None))


def test_child_is_nice_dumps_no_core_and_has_a_memory_limit(sandbox: Sandbox) -> None:
    niceness, core, memory = sandbox.run(limits, None)
    assert niceness >= 10
    assert core == 0
    assert 0 < memory < 3 * 1024**3


def test_child_loads_nothing_of_the_application(sandbox: Sandbox) -> None:
    loaded = sandbox.run(loaded_modules, None)
    assert "importer.sandbox_child" in loaded
    assert not {"flask", "sqlalchemy", "huey", "requests"} & set(loaded)


def test_checkpoint_can_stop_a_running_task(sandbox: Sandbox) -> None:
    pid = sandbox.run(own_pid, None)
    calls = []

    def checkpoint() -> None:
        calls.append(time.monotonic())
        if len(calls) > 3:
            raise KeyError("canceled")

    with pytest.raises(KeyError, match="canceled"):
        sandbox.run(spin, None, timeout=30, checkpoint=checkpoint)
    assert max(b - a for a, b in itertools.pairwise(calls)) <= 0.5
    assert not is_alive(pid)
    assert sandbox.run(double, 5) == 10


def test_checkpoint_is_called_while_waiting_for_a_turn(sandbox: Sandbox) -> None:
    sandbox.warm_up()
    holder = threading.Thread(target=_swallow_timeout, args=(sandbox,))
    holder.start()
    calls = 0

    def checkpoint() -> None:
        nonlocal calls
        calls += 1

    assert sandbox.run(double, 6, checkpoint=checkpoint) == 12
    holder.join()
    assert calls >= 1


def _swallow_timeout(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxTimeout):
        sandbox.run(spin, None, timeout=0.8)


def test_many_threads_share_two_children() -> None:
    sandbox = Sandbox(processes=2)
    results: list[int] = []

    def work(number: int) -> None:
        results.extend(sandbox.run(double, number) for _ in range(20))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sandbox.close()
    assert sorted(results) == sorted(2 * n for n in range(8) for _ in range(20))


def test_closed_sandbox_refuses_and_leaves_no_child() -> None:
    sandbox = Sandbox()
    pid = sandbox.run(own_pid, None)
    sandbox.close()
    assert not is_alive(pid)
    with pytest.raises(SandboxCrashed):
        sandbox.run(double, 1)


@pytest.mark.parametrize("task", ["own_pid", "spin"])
def test_no_child_outlives_a_parent_that_is_killed(task: str) -> None:
    program = (
        "import threading; from importer.sandbox import Sandbox\n"
        "import tests.unit.test_sandbox as t\n"
        "sandbox = Sandbox(); print(sandbox.run(t.own_pid, None), flush=True)\n"
        f"sandbox.run(t.{task}, None, timeout=60); threading.Event().wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(PROJECT_ROOT)},
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
        parent.wait()
        assert wait_until_dead(child)


def test_preparation_runs_once_in_the_child() -> None:
    sandbox = Sandbox(prepare=remember_to_be_prepared)
    assert sandbox.run(times_prepared, None) == sandbox.run(times_prepared, None) == 1
    sandbox.close()


def test_child_that_cannot_be_prepared_is_a_crash_for_every_caller() -> None:
    sandbox = Sandbox(prepare=fail_to_prepare)
    for _ in range(2):
        with pytest.raises(SandboxCrashed, match="prepared"):
            sandbox.warm_up()
    with pytest.raises(SandboxCrashed, match="prepared"):
        sandbox.run(double, 1)
    sandbox.close()


def test_child_is_replaced_after_its_share_of_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importer.sandbox.TASKS_PER_CHILD", 2)
    sandbox = Sandbox()
    pids = [sandbox.run(own_pid, None) for _ in range(4)]
    sandbox.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_child_is_started_by_a_thread_that_ends_and_lives_on(sandbox: Sandbox) -> None:
    pids: list[int] = []
    thread = threading.Thread(target=lambda: pids.append(sandbox.run(own_pid, None)))
    thread.start()
    thread.join()
    assert sandbox.run(own_pid, None) == pids[0]
