"""Command line: ``python -m tools.sample_forge``."""

import argparse
import os
import sys
import textwrap
import threading
from pathlib import Path

from tools.sample_forge.bundled import bundled_repositories
from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.corpus import corpus_repositories
from tools.sample_forge.forge import Forge
from tools.sample_forge.generated import DEMO_COUNT, generated_repositories
from tools.sample_forge.limits import RateLimits
from tools.sample_forge.messages import Bases
from tools.sample_forge.model import Repository
from tools.sample_forge.oauth import APP_CLIENT_ID, CLIENT_ID, CLIENT_SECRET
from tools.sample_forge.odd_answers import ODD_ANSWERS
from tools.sample_forge.server import ForgeServer
from tools.sample_forge.tokens import known_tokens

_TOKENS = ", ".join(f"{token.value} (login {token.login})" for token in known_tokens())
_ODD_ANSWERS = textwrap.fill(
    ", ".join(ODD_ANSWERS), 96, initial_indent="  ", subsequent_indent="  "
)
_EPILOG = f"""\
One port serves the pages people paste (/owner/name), the API (/api/v3) and raw files (/raw).
The settings that point the importer here are printed on start; --ready-file gets the port.

tokens:        {_TOKENS}
apps:          {CLIENT_ID} (OAuth), {APP_CLIENT_ID} (GitHub App), secret {CLIENT_SECRET}
control:       GET, POST, DELETE /_control/... ; tests use tools.sample_forge.control.SampleForge
               POST /_control/rules    {{"pattern": "languages", "answer": "unicorn", "times": 2}}
               POST /_control/rate     {{"remaining": 1, "reset_in": 30}}
               POST /_control/latency  {{"ms": 150}}
               GET  /_control/requests, /_control/counts ; DELETE /_control resets everything
odd answers:
{_ODD_ANSWERS}
"""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    server = ForgeServer(options.host, options.port)
    bases = Bases(f"http://{options.host}:{server.port}")
    catalogue = Catalogue(_repositories(options.corpus, options.repositories))
    limits = RateLimits(options.anonymous_limit, options.token_limit)
    server.forge = Forge(catalogue, bases, limits, options.latency_ms / 1000)
    if options.exit_with_stdin:
        threading.Thread(target=_exit_with_stdin, daemon=True).start()
    print(f"Sample forge with {len(catalogue.all)} repositories: {bases.web}")
    for name, value in bases.environment().items():
        print(f"{name}={value}", flush=True)
    if options.ready_file:
        _write_whole(options.ready_file, f"{server.port}\n")
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        print("Stopped.")
    finally:
        server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.sample_forge",
        description="A forge of GitHub's shape on this machine, with repositories to import.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to bind (default: %(default)s)")
    add("--port", type=int, default=8765, help="0 lets the kernel choose (default: %(default)s)")
    add(
        "--ready-file", type=Path, metavar="PATH", help="write the port here once it can be dialled"
    )
    add("--corpus", type=Path, metavar="DIR", help="serve the real repositories in this folder too")
    add("--latency-ms", type=float, default=0, metavar="MS", help="added to every answer")
    add("--anonymous-limit", type=int, default=60, metavar="N", help="calls an hour per address")
    add("--token-limit", type=int, default=5000, metavar="N", help="calls an hour per token")
    add(
        "--repositories",
        type=int,
        default=DEMO_COUNT,
        metavar="N",
        help="of the account demo (default: %(default)s)",
    )
    add("--exit-with-stdin", action="store_true", help="stop when standard input ends")
    return parser


def _repositories(corpus: Path | None, count: int) -> list[Repository]:
    found = [*bundled_repositories(), *generated_repositories(count)]
    if corpus is None:
        return found
    real = corpus_repositories(corpus)
    names = {repository.full_name.lower() for repository in real}
    return real + [repo for repo in found if repo.full_name.lower() not in names]


def _write_whole(path: Path, text: str) -> None:
    """Readers see nothing or all of it."""
    draft = path.with_name(path.name + ".draft")
    draft.write_text(text, encoding="ascii")
    draft.replace(path)


def _exit_with_stdin() -> None:
    # A parent that was killed cannot stop us; the end of its pipe can.
    # Unbuffered: a buffered read would hold a lock that the interpreter wants when it ends.
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
