"""Settings: where they come from, and how loudly a wrong one is refused."""

import os
import stat
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from importer.app import create_app
from importer.config import PROJECT_ROOT, ConfigError, Settings, load
from importer.smtp_url import SmtpServer

LONG_KEY = "k" * 40


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    return folder


def _load(instance: Path, **environ: str) -> Settings:
    return load({"INSTANCE_PATH": str(instance), **environ})


def _write_toml(instance: Path, text: str, mode: int = 0o600) -> None:
    path = instance / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def test_nothing_need_be_set(instance):
    settings = _load(instance)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == f"sqlite:///{instance}/app.db"
    assert settings.queue_url == f"sqlite:///{instance}/queue.db"
    assert (settings.workers, settings.import_timeout) == (4, 300)
    assert settings.github_web_url == "https://github.com"
    assert settings.github_api_url == "https://api.github.com"
    assert settings.github_raw_url == "https://raw.githubusercontent.com"
    assert (settings.github_token, settings.signup) == ("", "closed")
    assert settings.outbound_allow == frozenset()


GIVEN = {
    "HOST": ("::1", "::1"),
    "PORT": ("8080", 8080),
    "DATABASE_URL": (
        "postgresql://someone@db.example/repofolio",
        "postgresql+psycopg://someone@db.example/repofolio",
    ),
    "QUEUE_URL": ("redis://queue.example/0", "redis://queue.example/0"),
    "SECRET_KEY": (LONG_KEY, LONG_KEY),
    "WORKERS": ("2", 2),
    "WEB_THREADS": ("8", 8),
    "WEB_PROCESSES": ("3", 3),
    "STREAMS": ("5", 5),
    "GITHUB_WEB_URL": ("https://code.example/", "https://code.example"),
    "GITHUB_API_URL": ("https://code.example/v3", "https://code.example/v3"),
    "GITHUB_RAW_URL": ("http://raw.code.example:81", "http://raw.code.example:81"),
    "GITHUB_TOKEN": (" ghp_example ", "ghp_example"),
    "GITHUB_CLIENT_ID": ("Iv1.0123456789abcdef", "Iv1.0123456789abcdef"),
    "GITHUB_CLIENT_SECRET": (" 0123456789 ", "0123456789"),
    "TOKEN_KEYS": (f"{'a' * 43}=, {'b' * 43}=", (f"{'a' * 43}=", f"{'b' * 43}=")),
    "OUTBOUND_ALLOW": (
        "127.0.0.1:9, [::1]:80,Code.example:443",
        frozenset({("127.0.0.1", 9), ("::1", 80), ("code.example", 443)}),
    ),
    "IMPORT_TIMEOUT": ("30", 30),
    "API_CALLS_PER_MINUTE": ("0", 0),
    "IMPORTS_PER_HOUR": ("60", 60),
    "SIGNUP": ("Invite", "invite"),
    "LLM_BASE_URL": ("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1"),
    "LLM_API_KEY": ("sk-example", "sk-example"),
    "LLM_MODEL": ("small-1", "small-1"),
    "LLM_TIMEOUT": ("5", 5),
    "LLM_CALLS_PER_HOUR": ("7", 7),
    "LLM_PRIVATE": ("Yes", "yes"),
    "VAPID_PRIVATE_KEY": ("c29tZSBrZXk", "c29tZSBrZXk"),
    "PUBLIC_URL": ("https://pages.example/", "https://pages.example"),
    "TRUSTED_PROXIES": ("1", 1),
    "LOG_FORMAT": ("JSON", "json"),
    "SECURITY_CONTACT": ("mailto:security@pages.example", "mailto:security@pages.example"),
    "SMTP_URL": (
        "smtp://mail%40us:p%3Aw@mail.example",
        SmtpServer("mail.example", 587, "mail@us", "p:w", False, True),
    ),
    "MAIL_FROM": ("Repofolio <mail@us.example>", "Repofolio <mail@us.example>"),
}


def test_this_table_knows_every_setting():
    assert set(GIVEN) == {field.name.upper() for field in fields(Settings)} - {
        "INSTANCE_PATH",
        "ORIGINS",
    }


@pytest.mark.parametrize("name", GIVEN)
def test_setting_is_read_from_the_environment(instance, name):
    given, meant = GIVEN[name]
    environ = {"MAIL_FROM": "mail@us.example", name: given}
    assert getattr(_load(instance, **environ), name.lower()) == meant


@pytest.mark.parametrize("name", GIVEN)
def test_setting_is_read_from_the_file(instance, name):
    given, meant = GIVEN[name]
    sender = "" if name == "MAIL_FROM" else 'mail_from = "mail@us.example"\n'
    _write_toml(instance, f'{name.lower()} = "{given}"\n{sender}')
    assert getattr(_load(instance), name.lower()) == meant


def test_file_may_hold_numbers_and_lists(instance):
    _write_toml(instance, 'PORT = 8081\nOUTBOUND_ALLOW = ["127.0.0.1:1", "127.0.0.1:2"]\n')
    settings = _load(instance)
    assert settings.port == 8081
    assert settings.outbound_allow == {("127.0.0.1", 1), ("127.0.0.1", 2)}


def test_environment_wins_over_the_file(instance):
    _write_toml(instance, "PORT = 8081\n")
    assert _load(instance, PORT="8082").port == 8082


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eighty"),
        ("PORT", "８０"),
        ("PORT", ""),
        ("WORKERS", "0"),
        ("WORKERS", "-1"),
        ("WEB_THREADS", "1e9"),
        ("WEB_PROCESSES", "many"),
        ("IMPORT_TIMEOUT", "0.5"),
        ("DATABASE_URL", "mysql://db.example/x"),
        ("DATABASE_URL", "app.db"),
        ("QUEUE_URL", "amqp://queue.example"),
        ("GITHUB_WEB_URL", "ftp://code.example"),
        ("GITHUB_WEB_URL", "github.com"),
        ("GITHUB_API_URL", "https://user:secret@code.example"),
        ("GITHUB_API_URL", "https://code.example?x=1"),
        ("GITHUB_API_URL", "https://[code.example"),
        ("GITHUB_RAW_URL", "https://code.example:http"),
        ("OUTBOUND_ALLOW", "127.0.0.1"),
        ("OUTBOUND_ALLOW", "127.0.0.1:0"),
        ("OUTBOUND_ALLOW", "127.0.0.1:²"),
        ("SIGNUP", "perhaps"),
        ("LLM_BASE_URL", "localhost:11434"),
        ("LLM_PRIVATE", "sometimes"),
        ("PUBLIC_URL", "pages.example"),
        ("PUBLIC_URL", "https://pages.example/below"),
        ("SMTP_URL", "mail.example"),
        ("SMTP_URL", "smtp://u:secret@"),
        ("SMTP_URL", "smtp://u:secret@mail.example:secret"),
        ("SMTP_URL", "smtp://u:secret@mail.example:0"),
        ("SMTP_URL", "smtp://u:secret@mail.example?starttls=perhaps"),
        ("SMTP_URL", "smtp://u:secret@mail.example?tls=on"),
        ("SMTP_URL", "smtp://u:secret@mail.example/path"),
        ("MAIL_FROM", "us"),
        ("MAIL_FROM", "us@mail.example\nBcc: all@mail.example"),
        ("SECRET_KEY", "short"),
        ("GITHUB_CLIENT_ID", "two words"),
        ("TOKEN_KEYS", "short"),
        ("TOKEN_KEYS", f"{'a' * 43}=,{'b' * 40}"),
    ],
)
def test_wrong_value_is_refused_in_a_sentence_that_names_the_setting(instance, name, value):
    with pytest.raises(ConfigError, match=f"^{name} must .*\\.$") as refusal:
        _load(instance, **{name: value})
    assert "secret" not in str(refusal.value)


def test_unknown_name_in_the_file_is_refused(instance):
    _write_toml(instance, 'WORKERS = 2\nWROKERS = 3\n"github-token" = "x"\n')
    with pytest.raises(ConfigError, match=r"unknown settings: GITHUB-TOKEN, WROKERS\.$"):
        _load(instance)


@pytest.mark.parametrize("content", [b"PORT = ", b"\xff\xfe"])
def test_file_that_is_not_toml_is_refused_by_its_name(instance, content):
    path = instance / "config.toml"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match=r"config\.toml is not valid TOML"):
        _load(instance)


def test_table_in_the_file_is_refused(instance):
    _write_toml(instance, "[host]\nname = 'x'\n")
    with pytest.raises(ConfigError, match=r"^HOST must be a text or a number"):
        _load(instance)


def test_file_others_can_read_is_refused(instance):
    _write_toml(instance, "PORT = 8081\n", mode=0o640)
    with pytest.raises(ConfigError, match=r"can be read by others; run: chmod 600 .*config\.toml"):
        _load(instance)


def test_instance_path_that_is_no_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="INSTANCE_PATH must be a folder"):
        _load(tmp_path / "file")


def test_enterprise_server_needs_one_address_only(instance):
    settings = _load(instance, GITHUB_WEB_URL="https://git.corp.example")
    assert settings.github_api_url == "https://git.corp.example/api/v3"
    assert settings.github_raw_url == "https://git.corp.example/raw"


def test_secret_key_is_made_once_and_for_this_account_alone(tmp_path):
    instance = tmp_path / "made"
    first, second = _load(instance), _load(instance)
    assert len(first.secret_key) == 64
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((instance / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700


def test_eight_processes_at_once_agree_on_one_key(instance):
    assert not list(instance.iterdir())
    code = "from importer.config import load; print(load().secret_key)"
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=PROJECT_ROOT,
            env={**os.environ, "INSTANCE_PATH": str(instance)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    keys = {racer.communicate()[0].strip() for racer in racers}
    assert [racer.returncode for racer in racers] == [0] * 8
    assert keys == {(instance / "secret_key").read_text()}
    assert [path.name for path in instance.iterdir()] == ["secret_key"]


def test_secret_key_others_can_read_is_refused(instance):
    _load(instance)
    (instance / "secret_key").chmod(0o644)
    with pytest.raises(ConfigError, match=r"chmod 600 .*secret_key"):
        _load(instance)


def test_half_a_key_is_refused(instance):
    path = instance / "secret_key"
    path.write_text("abc")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="too short to be a key"):
        _load(instance)


def test_secrets_stay_out_of_the_settings_repr(instance):
    key = f"{'k' * 43}="
    settings = _load(
        instance,
        SECRET_KEY=LONG_KEY,
        GITHUB_TOKEN="ghp_canary",
        LLM_API_KEY="sk_canary",
        GITHUB_CLIENT_SECRET="canary_secret",
        TOKEN_KEYS=key,
        SMTP_URL="smtps://us:mail_canary@mail.example",
        MAIL_FROM="us@mail.example",
    )
    assert settings.smtp_url is not None
    assert settings.smtp_url.password == "mail_canary"
    assert LONG_KEY not in repr(settings)
    assert "canary" not in repr(settings)
    assert key not in repr(settings)
    assert "canary" not in repr(settings.smtp_url)


def test_mails_need_a_sender(instance):
    with pytest.raises(ConfigError, match=r"^MAIL_FROM must be set where SMTP_URL is"):
        _load(instance, SMTP_URL="smtps://mail.example")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001"),
        ("0.0.0.0", "http://127.0.0.1:8001"),
        ("::", "http://[::1]:8001"),
    ],
)
def test_links_lead_to_this_machine_unless_told_otherwise(instance, host, address):
    assert _load(instance, HOST=host, PORT="8001").public_url == address


def test_a_language_models_server_needs_a_models_name(instance):
    with pytest.raises(ConfigError, match="LLM_MODEL must name"):
        create_app(_load(instance, LLM_BASE_URL="http://127.0.0.1:11434/v1"))
