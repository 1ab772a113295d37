"""Any spelling of a repository's address, folded into its RepoRef. Pure; no network.

The spellings are those people copy out of browsers, terminals and package files:
``owner/repo``, web addresses with whatever trails them, ``ssh://``, ``git://``,
``git@host:owner/repo``, ``git+https://``, ``github:owner/repo``, API and raw addresses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from importer.errors import InvalidUrl, MissingUrl, UnknownPlatform
from importer.snapshot import RepoRef

MAX_LENGTH = 2000
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_WEB_SCHEMES = frozenset({"http", "https"})
# Their ports say nothing about the web server's, so they are not compared.
_GIT_SCHEMES = frozenset({"ssh", "git"})
_ABSOLUTE = re.compile(r"([a-z][a-z0-9+.-]{0,20})://([^/]*)(.*)", re.IGNORECASE)
_SCP = re.compile(r"(?:([^@/:]+)@)?([a-z0-9.-]+):(?!/?/)(.+)", re.IGNORECASE)
_SHORTHAND = re.compile(r"(github|gitlab|bitbucket|gist):(?!/)(.*)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9][a-z0-9._-]*|\[[0-9a-f:.]+\]", re.IGNORECASE)
_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}")
_NAME = re.compile(r"[A-Za-z0-9._][A-Za-z0-9._-]{0,99}")
_WRAPPING = " \t\r\n<>\"'`\u2018\u2019\u201c\u201d"

# First parts of github.com's own pages; nobody can have an account of such a name.
_RESERVED = frozenset({
    "about", "account", "api", "apps", "blog", "codespaces", "collections", "contact",
    "customer-stories", "dashboard", "enterprise", "events", "explore", "features", "gist", "gists",
    "git-guides", "github-copilot", "issues", "join", "login", "logout", "marketplace", "mobile",
    "new", "notifications", "organizations", "orgs", "pricing", "pulls", "readme", "repos",
    "search", "security", "sessions", "settings", "signup", "site", "sponsors", "stars", "support",
    "team", "topics", "trending", "users", "watching",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownHost:
    """A forge host as configured: its three bases, and the name it is stored under.

    :param host: lower-case name, with the port unless it is the scheme's own.
    """

    host: str
    web_url: str
    api_url: str
    raw_url: str
    forge: str = "github"

    @classmethod
    def of(cls, web_url: str, api_url: str, raw_url: str) -> "KnownHost":
        return cls(_base(web_url)[0], web_url, api_url, raw_url)


@dataclass(frozen=True, slots=True)
class _Parts:
    scheme: str
    host: str
    segments: tuple[str, ...]


def parse_address(text: str | None, hosts: Sequence[KnownHost]) -> RepoRef:
    """Understand ``text`` as a repository of one of ``hosts``; the first one owns ``owner/repo``.

    :raises MissingUrl: there is no text.
    :raises UnknownPlatform: an address, but of none of the hosts.
    :raises InvalidUrl: no address, or one of the right host that names no repository.
    """
    cleaned = (text or "").strip(_WRAPPING)
    if not cleaned:
        raise MissingUrl(suggestion=_example(hosts))
    # Judged before query and fragment go: nothing printable hides what is unprintable.
    if len(cleaned) > MAX_LENGTH or not cleaned.isprintable() or "\\" in cleaned:
        raise InvalidUrl(suggestion=_example(hosts))
    parts = _split(re.split(r"[?#]", cleaned, maxsplit=1)[0], hosts)
    if ".." in parts.segments:
        raise InvalidUrl(suggestion=_example(hosts))
    for known in hosts:
        if (pair := _owner_and_name(parts, known)) is not None:
            return RepoRef(known.host, "/".join(_checked(pair, hosts)), known.forge)
    raise UnknownPlatform(supported=tuple(known.host for known in hosts))


def is_full_name(text: str) -> bool:
    """Whether ``text`` is ``owner/name`` by GitHub's rules."""
    owner, slash, name = text.partition("/")
    return bool(slash and _OWNER.fullmatch(owner) and _is_name(name))


def _split(text: str, hosts: Sequence[KnownHost]) -> _Parts:
    if match := _SHORTHAND.fullmatch(text):
        software = match[1].lower()
        if software != "github":
            raise UnknownPlatform(supported=tuple(known.host for known in hosts))
        return _Parts("https", hosts[0].host, _segments(match[2]))
    if match := _ABSOLUTE.fullmatch(text):
        return _absolute(match[1].lower(), match[2], match[3], hosts)
    match = _SCP.fullmatch(text)
    # A number after the colon is a port if enough follows it: 127.0.0.1:5000/owner/repo.
    if match and (match[1] or ("." in match[2] and not re.match(r"[0-9]+/[^/]*/", match[3]))):
        return _Parts("ssh", match[2].lower(), _segments(match[3]))
    return _without_scheme(text, hosts)


def _absolute(scheme: str, authority: str, path: str, hosts: Sequence[KnownHost]) -> _Parts:
    scheme = scheme.removeprefix("git+")
    if scheme not in _WEB_SCHEMES | _GIT_SCHEMES:
        raise InvalidUrl(
            "Addresses begin with https://, ssh:// or git://.", suggestion=_example(hosts)
        )
    user, _, host = authority.rpartition("@")
    if ":" in user or (user and user != "git" and scheme in _WEB_SCHEMES):
        raise InvalidUrl(
            "The address holds a user name or a password.",
            suggestion="Never paste credentials: take out everything before the @ sign.",
        )
    name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    name, port = (name, port) if colon else (host, "")
    name = name.lower().removesuffix(".").removeprefix("www.")
    if not _HOST.fullmatch(name) or (port and not re.fullmatch(r"[0-9]{1,5}", port)):
        raise InvalidUrl(suggestion=_example(hosts))
    if scheme in _GIT_SCHEMES:
        return _Parts(scheme, name.removeprefix("ssh."), _segments(path))
    if port and port != _DEFAULT_PORTS[scheme]:
        name = f"{name}:{int(port)}"
    return _Parts(scheme, name, _segments(path))


def _without_scheme(text: str, hosts: Sequence[KnownHost]) -> _Parts:
    """``host/owner/repo`` if the first part can be a host, else ``owner/repo`` of the first."""
    first, slash, _ = text.partition("/")
    name = first.lower().rpartition("@")[2]
    names = {netloc for known in hosts for netloc, _ in _bases(known)}
    if name.removeprefix("www.") in names or (slash and re.search(r"[.:@]", first)):
        return _absolute("https", first, text[len(first) :], hosts)
    segments = _segments(text)
    if len(segments) < 2 or text.startswith("/"):
        raise InvalidUrl(suggestion=_example(hosts))
    return _Parts("https", hosts[0].host, segments)


def _owner_and_name(parts: _Parts, known: KnownHost) -> tuple[str, ...] | None:
    """The two parts that name the repository, fewer if they are missing, None if elsewhere."""
    if parts.scheme in _GIT_SCHEMES:
        host, prefix = _base(known.web_url)
        return parts.segments[:2] if parts.host == host.partition(":")[0] else None
    for netloc, prefix in _bases(known):
        head, rest = parts.segments[: len(prefix)], parts.segments[len(prefix) :]
        is_web = netloc == known.host and not prefix
        if parts.host == netloc and head == prefix and (is_web or len(rest) >= 2):
            return rest[:2]
    return () if parts.host in {netloc for netloc, _ in _bases(known)} else None


def _bases(known: KnownHost) -> list[tuple[str, tuple[str, ...]]]:
    """Hosts and leading path parts after which owner and name stand, the longest path first."""
    api_host, api_path = _base(known.api_url)
    bases = [(api_host, (*api_path, "repos")), _base(known.raw_url), _base(known.web_url)]
    if known.host == "github.com":
        bases.append(("codeload.github.com", ()))
    return bases


def _checked(pair: tuple[str, ...], hosts: Sequence[KnownHost]) -> tuple[str, str]:
    if len(pair) < 2:
        raise InvalidUrl("That address does not name a repository.", suggestion=_example(hosts))
    owner, name = pair
    while name.lower().endswith(".git"):
        name = name[:-4]
    if not _OWNER.fullmatch(owner) or not _is_name(name):
        raise InvalidUrl(
            "Owner and repository are letters, digits, '-', '_' and '.' only.",
            suggestion=_example(hosts),
        )
    if owner.lower() in _RESERVED:
        raise InvalidUrl(
            "That is a page of the forge, not a repository.", suggestion=_example(hosts)
        )
    return owner, name


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and name not in (".", "..")


def _base(url: str) -> tuple[str, tuple[str, ...]]:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    host = f"[{host}]" if ":" in host else host
    if parts.port and str(parts.port) != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    return host, _segments(parts.path)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(filter(None, path.split("/")))


def _example(hosts: Sequence[KnownHost]) -> str:
    return f"An address looks like {hosts[0].web_url}/owner/repository, or short: owner/repository."
