"""The rival's own virtual environment, made when it is first wanted."""

import subprocess
import sys
from pathlib import Path

from bench import PROJECT

_FOLDER = PROJECT / ".venv-bench"
_REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")


def python() -> Path:
    """The interpreter that has Celery, installing it if need be.

    :raises subprocess.CalledProcessError: it cannot be installed, for want of a network perhaps.
    """
    interpreter = _FOLDER / "bin" / "python"
    stamp = _FOLDER / "requirements.txt"
    wanted = _REQUIREMENTS.read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", _FOLDER], check=True)
        subprocess.run([interpreter, *_PIP, "--requirement", _REQUIREMENTS], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return interpreter
