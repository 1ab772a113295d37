"""``make demo``: Repofolio against the bundled sample forge, without the internet."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tools.sample_forge.control import SampleForge

PROJECT = Path(__file__).resolve().parents[1]

# Always the same: the projects of earlier demonstrations hold addresses of the forge.
FORGE_PORT = 8765
# Nobody wants to wait an hour in a demonstration.
ANONYMOUS_LIMIT = 5000

WELCOME = """
  The sample forge answers at {url}. Addresses to paste:

    {url}/harbour/tidewater        a Python library with a rich README
    ferrous/sieve                  a command-line tool in Rust; the short form will do
    demo/blank-slate               a repository without a single commit
    mallory/trapdoor               a hostile one

  Connect an account there under Settings, Connections: on its page, with a code, or with the token
  demo-token. It has hundreds of repositories, private ones among them.

  Accounts and projects of the demonstration lie in instance/demo.
"""


def main() -> int:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", FORGE_PORT)) == 0:
            print(f"Port {FORGE_PORT} is in use: does the demonstration run already?")
            return 1
    with SampleForge(port=FORGE_PORT, anonymous_limit=ANONYMOUS_LIMIT) as forge:
        environment = {
            **os.environ,
            **forge.environment(),
            **forge.oauth_environment(),
            "INSTANCE_PATH": os.environ.get("INSTANCE_PATH", str(PROJECT / "instance" / "demo")),
        }
        print(WELCOME.format(url=forge.web_url), flush=True)
        # Ctrl-C reaches both; this process waits for the supervisor to stop in good order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, preexec_fn=_heed_ctrl_c)
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        return server.wait()


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    sys.exit(main())
