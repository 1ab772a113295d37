"""What was measured on: figures say nothing without it."""

import os
import platform
import re
import subprocess
from pathlib import Path


def description() -> str:
    """Processor, memory, system, Python, and which version of the project."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return "\n".join(
        (
            f"{_processor()}, {os.cpu_count()} cores, {gigabytes:.1f} GiB; load {load()}",
            f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
            f"commit {_commit()}",
        )
    )


def load() -> str:
    """Of the last 1, 5 and 15 minutes. Well above the number of cores, nothing here is true."""
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
