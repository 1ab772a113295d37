"""Settings: environment first, then ``config.toml`` in the instance folder, then defaults.

Read once at start and checked loudly: a wrong value stops the program with one sentence that
names the setting, before anything is served.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from importer import adjustable
from importer.config_source import ConfigError as ConfigError
from importer.config_source import Source
from importer.key_files import refuse_readable_by_others, secret_key_file
from importer.smtp_url import SmtpServer

PROJECT_ROOT = Path(__file__).resolve().parent.parent
THREADS_FOR_REQUESTS = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. Names in the environment are these in upper case.

    :param host: address the web server binds.
    :param port: TCP port of the web server.
    :param instance_path: folder of databases, keys and logs.
    :param database_url: SQLAlchemy address; SQLite in the instance folder unless set.
    :param queue_url: ``sqlite:///path`` , ``redis://…`` or ``postgresql://…``.
    :param secret_key: signs sessions and the queue's payloads.
    :param workers: threads of the worker process, i.e. imports at a time.
    :param web_threads: threads of each web process.
    :param web_processes: web processes.
    :param streams: pages that may be kept up to date by push at a time, in each web process.
    :param github_web_url: base of the addresses people paste.
    :param github_api_url: base of the REST API.
    :param github_raw_url: base of raw files.
    :param github_token: instance-wide token; empty for anonymous imports.
    :param github_client_id: of the OAuth app or GitHub App people connect through; empty for
        personal access tokens only.
    :param github_client_secret: of that app; empty leaves the device flow, which needs none.
    :param token_keys: encrypt people's tokens for forges, the first one new ones; empty for the
        key file in the instance folder.
    :param outbound_allow: private addresses that may be dialled, as (host, port).
    :param import_timeout: seconds one run of an import may take.
    :param api_calls_per_minute: of one API token, or one address without; 0 for no limit.
    :param imports_per_hour: of one person; 0 for no limit.
    :param signup: ``closed``, by invitation (``invite``) or ``open``.
    :param llm_base_url: of an OpenAI-compatible server, up to ``/v1``; empty for none.
    :param llm_api_key: its bearer token, if it wants one.
    :param llm_timeout: seconds one wording may take.
    :param llm_calls_per_hour: of the whole instance; 0 for none.
    :param llm_private: whether text of private repositories may be sent there.
    :param public_url: where people reach the application, for links in mails; no slash at its end.
    :param trusted_proxies: servers between people and this one whose word on the client counts.
    :param log_format: ``text`` for people, ``json`` for machines.
    :param security_contact: where to report security problems, ``mailto:…`` or ``https://…``.
    :param smtp_url: the server that takes our mails; None where none are sent.
    :param mail_from: who they are from, ``name@example.org`` or ``Name <name@example.org>``.
    :param vapid_private_key: signs push messages; empty for the key file in the instance folder.
    :param origins: where each setting is from that may be changed on a page.
    """

    host: str
    port: int
    instance_path: Path
    database_url: str
    queue_url: str
    secret_key: str = field(repr=False)
    workers: int
    web_threads: int
    web_processes: int
    streams: int
    github_web_url: str
    github_api_url: str
    github_raw_url: str
    github_token: str = field(repr=False)
    github_client_id: str
    github_client_secret: str = field(repr=False)
    token_keys: tuple[str, ...] = field(repr=False)
    outbound_allow: frozenset[tuple[str, int]]
    import_timeout: int
    api_calls_per_minute: int
    imports_per_hour: int
    signup: Literal["closed", "invite", "open"]
    llm_base_url: str
    llm_api_key: str = field(repr=False)
    llm_model: str
    llm_timeout: int
    llm_calls_per_hour: int
    llm_private: Literal["no", "yes"]
    public_url: str
    trusted_proxies: int
    log_format: Literal["text", "json"]
    security_contact: str
    smtp_url: SmtpServer | None = field(repr=False)
    mail_from: str
    vapid_private_key: str = field(repr=False)
    origins: Mapping[str, str] = field(repr=False, hash=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        keys = (self.secret_key, *self.token_keys, self.vapid_private_key)
        credentials = (self.github_token, self.github_client_secret, self.llm_api_key)
        password = self.smtp_url.password if self.smtp_url else ""
        return tuple(filter(None, (*keys, *credentials, password)))

    @property
    def mail_is_on(self) -> bool:
        """Whether mails can be sent."""
        return self.smtp_url is not None


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings; make the secret key if there is none.

    :param environ: instead of the process's environment, in tests.
    :raises ConfigError: a value is wrong, unknown, or a secret can be read by others.
    """
    env = os.environ if environ is None else environ
    instance = _folder(Path(env.get("INSTANCE_PATH") or PROJECT_ROOT / "instance").resolve())
    source = Source(env, _read_toml(instance / "config.toml"))
    web_url = source.url("GITHUB_WEB_URL", "https://github.com")
    is_github_com = web_url == "https://github.com"
    host, port = source.text("HOST", "127.0.0.1"), source.number("PORT", 8000, 1, 65535)
    server = source.smtp_server("SMTP_URL")
    web_threads = source.number("WEB_THREADS", 160, 1, 512)
    return Settings(
        host=host,
        port=port,
        instance_path=instance,
        database_url=_database_url(source.text("DATABASE_URL", f"sqlite:///{instance}/app.db")),
        queue_url=_queue_url(source.text("QUEUE_URL", f"sqlite:///{instance}/queue.db")),
        secret_key=source.key("SECRET_KEY") or secret_key_file(instance),
        workers=source.number("WORKERS", 4, 1, 64),
        web_threads=web_threads,
        web_processes=source.number("WEB_PROCESSES", 1, 1, 32),
        streams=source.number("STREAMS", _streams(web_threads), 0, web_threads - 1),
        github_web_url=web_url,
        github_api_url=source.url(
            "GITHUB_API_URL", "https://api.github.com" if is_github_com else f"{web_url}/api/v3"
        ),
        github_raw_url=source.url(
            "GITHUB_RAW_URL",
            "https://raw.githubusercontent.com" if is_github_com else f"{web_url}/raw",
        ),
        github_token=source.token("GITHUB_TOKEN"),
        github_client_id=source.token("GITHUB_CLIENT_ID"),
        github_client_secret=source.token("GITHUB_CLIENT_SECRET"),
        token_keys=source.encryption_keys("TOKEN_KEYS"),
        outbound_allow=source.addresses("OUTBOUND_ALLOW"),
        import_timeout=adjustable.IMPORT_TIMEOUT.read(source),
        api_calls_per_minute=adjustable.API_CALLS_PER_MINUTE.read(source),
        imports_per_hour=adjustable.IMPORTS_PER_HOUR.read(source),
        signup=adjustable.SIGNUP.read(source),  # type: ignore[arg-type]
        llm_base_url=source.optional_url("LLM_BASE_URL"),
        llm_api_key=source.token("LLM_API_KEY"),
        llm_model=source.text("LLM_MODEL", ""),
        llm_timeout=source.number("LLM_TIMEOUT", 30, 1, 600),
        llm_calls_per_hour=adjustable.LLM_CALLS_PER_HOUR.read(source),
        llm_private=source.choice("LLM_PRIVATE", "no", ("no", "yes")),  # type: ignore[arg-type]
        public_url=source.origin("PUBLIC_URL", _own_address(host, port)),
        trusted_proxies=source.number("TRUSTED_PROXIES", 0, 0, 8),
        log_format=source.choice("LOG_FORMAT", "text", ("text", "json")),  # type: ignore[arg-type]
        security_contact=source.contact("SECURITY_CONTACT"),
        smtp_url=server,
        mail_from=source.sender("MAIL_FROM", is_needed=server is not None),
        vapid_private_key=source.token("VAPID_PRIVATE_KEY"),
        origins=adjustable.origins(source),
    )


def _streams(web_threads: int) -> int:
    """Each keeps a thread; what is left has to serve everybody's ordinary requests."""
    return max(web_threads - THREADS_FOR_REQUESTS, web_threads // 2)


def _own_address(host: str, port: int) -> str:
    """What the machine itself may call the web server."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


_NAMES = frozenset(field.name.upper() for field in fields(Settings)) - {"INSTANCE_PATH", "ORIGINS"}


def _folder(instance: Path) -> Path:
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"INSTANCE_PATH must be a folder that can be written: {instance} ({error.strerror})."
        ) from error
    return instance


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    refuse_readable_by_others(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    table = {name.upper(): value for name, value in table.items()}
    if unknown := sorted(set(table) - _NAMES):
        raise ConfigError(f"{path} has unknown settings: {', '.join(unknown)}.")
    return table


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+psycopg://", "postgresql://")):
        raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
    return value.replace("postgresql://", "postgresql+psycopg://", 1)


def _queue_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "redis://", "rediss://", "postgresql://")):
        raise ConfigError("QUEUE_URL must begin with sqlite:///, redis:// or postgresql://.")
    return value
