"""Running the commands as a person does, and looking at the processes they leave."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.stack import PATIENCE_SECONDS, PROJECT, Stack

FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
Done = subprocess.CompletedProcess[str]


def run(stack: Stack, *arguments: str, stdin: str | bytes = "", **settings: str) -> Done:
    """``flask --app wsgi …`` to its end, whatever that is; it never shows a traceback."""
    done = subprocess.run(
        [*FLASK, *arguments],
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        cwd=PROJECT,
        env=stack.environment | settings,
        timeout=PATIENCE_SECONDS,
    )
    said = Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in said.stdout + said.stderr, said.stderr
    return said


def sentence(done: Done) -> str:
    """What a command that failed said, which is one line."""
    assert done.returncode != 0, done.stdout
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1, done.stderr
    return lines[0]


def processes(instance: Path) -> list[int]:
    """Every living process that was started with this instance's settings."""
    mark = f"INSTANCE_PATH={instance}\0".encode()
    return [pid for pid, environment in _environments() if mark in environment]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _environments() -> Iterator[tuple[int, bytes]]:
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                # Empty for the dead that nobody has collected yet.
                yield int(entry), Path(f"/proc/{entry}/environ").read_bytes()
            except OSError:
                continue
