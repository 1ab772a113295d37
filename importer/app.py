"""Assembling the application."""

import threading
from datetime import timedelta

from flask import Flask

from importer import api, cli, compression, database, frontage, visits, web
from importer.analysis.warm import warm_up
from importer.config import PROJECT_ROOT, ConfigError, Settings, load
from importer.extensions import csrf, huey, login_manager
from importer.forges.registry import Forges
from importer.gate import Gate
from importer.headers import set_security_headers
from importer.http import HttpClient
from importer.incoming import Incoming
from importer.live.hub import Hub
from importer.notifications.delivery import Courier
from importer.notifications.webpush import vapid
from importer.rewording.endpoint import ModelEndpoint
from importer.row_number import RowNumber
from importer.sandbox import Sandbox
from importer.vault import Vault
from importer.workflow.overrides import Overrides
from importer.workflow.toolbox import Toolbox

# Forms here are short; whoever sends more is not filling one in.
LONGEST_BODY = 256 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application.

    :param settings: instead of those of the environment.
    :raises ConfigError: a setting is wrong.
    """
    settings = settings or load()
    app = Flask(
        "importer",
        template_folder=str(PROJECT_ROOT / "templates"),
        static_folder=str(PROJECT_ROOT / "static"),
        instance_path=str(settings.instance_path),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_DURATION=timedelta(days=30),
        REMEMBER_COOKIE_HTTPONLY=True,
        MAX_CONTENT_LENGTH=LONGEST_BODY,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        WTF_CSRF_TIME_LIMIT=None,
        **frontage.cookies(settings.public_url),
    )
    app.request_class = Incoming
    app.url_map.converters["row"] = RowNumber
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _bind_extensions(app, settings)
    app.after_request(set_security_headers)
    compression.init_app(app)
    visits.init_app(app, write_lines=settings.log_format == "json")
    is_local = settings.database_url.startswith("sqlite")
    app.extensions["gate"] = gate = Gate(app.wsgi_app, width=1 if is_local else 4)
    app.wsgi_app = gate  # type: ignore[method-assign]
    frontage.trust_proxies(app, settings.trusted_proxies)
    # Half of the threads that streams leave; the rest is for everybody else.
    waiting = (settings.web_threads - settings.streams) // 2
    app.extensions["waiting_places"] = threading.Semaphore(max(1, waiting))
    app.extensions["live"] = Hub(app, settings.streams, settings.web_processes)
    web.init_app(app)
    api.init_app(app, settings)
    cli.init_app(app)
    return app


def _bind_extensions(app: Flask, settings: Settings) -> None:
    # Streams hold no connection while they wait.
    busy = settings.web_threads - settings.streams + settings.workers
    database.init_app(app, settings.database_url, busy)
    huey.init_app(app, settings.queue_url, settings.secret_key)
    csrf.init_app(app)
    login_manager.init_app(app)
    http = HttpClient(settings.outbound_allow)
    app.extensions["courier"] = Courier(settings, http, vapid.load(settings))
    app.extensions["repofolio"] = Toolbox(
        overrides=Overrides(settings),
        http=http,
        forges=Forges(settings, http),
        sandbox=Sandbox(processes=min(2, settings.workers), prepare=warm_up),
        vault=Vault(settings.token_keys, settings.instance_path / "token_keys"),
        language_model=_language_model(settings),
    )


def _language_model(settings: Settings) -> ModelEndpoint | None:
    if not settings.llm_base_url:
        return None
    if not settings.llm_model:
        raise ConfigError("LLM_MODEL must name the model to ask when LLM_BASE_URL is set.")
    return ModelEndpoint(
        settings.llm_base_url, settings.llm_api_key, settings.llm_model, settings.llm_timeout
    )
