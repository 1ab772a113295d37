"""An instance pointed at the sample forge, and people who connect their accounts there."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from importer.app import create_app
from importer.clock import now
from importer.config import load
from importer.connections import accounts
from importer.connections.connector import Connector
from importer.database import db, writing
from importer.extensions import huey
from importer.forges.base import Grant
from importer.forges.registry import Forges
from importer.models import ConnectionKind, ForgeAccount, ForgeHandshake, User
from importer.workflow.toolbox import Toolbox
from tests.support import tables
from tools.sample_forge.control import SampleForge


@pytest.fixture(scope="session")
def forge_process() -> Iterator[SampleForge]:
    with SampleForge() as forge:
        yield forge


@pytest.fixture
def forge(forge_process: SampleForge) -> Iterator[SampleForge]:
    forge_process.reset()
    yield forge_process
    forge_process.reset()


@pytest.fixture
def forge_app(environment: dict[str, str], forge: SampleForge) -> Iterator[Flask]:
    """Both set-ups in turn, with the sample forge's app registered; its context is entered."""
    app = create_app(load(environment | forge.environment() | forge.oauth_environment()))
    with app.app_context():
        tables.make()
        yield app
        app.extensions["repofolio"].close()
        huey.storage.close()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def toolbox(forge_app: Flask) -> Toolbox:
    box: Toolbox = forge_app.extensions["repofolio"]
    return box


@pytest.fixture
def app_toolbox(toolbox: Toolbox, forge: SampleForge) -> Toolbox:
    """The same, registered as a GitHub App."""
    settings = dataclasses.replace(
        toolbox.settings,
        github_client_id=forge.oauth_environment(app=True)["GITHUB_CLIENT_ID"],
    )
    return dataclasses.replace(toolbox, forges=Forges(settings, toolbox.http))


@pytest.fixture
def connector(toolbox: Toolbox) -> Connector:
    return toolbox.connector


@pytest.fixture
def alice(forge_app: Flask, make_user: Callable[..., User]) -> User:
    return make_user("alice")


@pytest.fixture
def bob(forge_app: Flask, make_user: Callable[..., User]) -> User:
    return make_user("bob")


@pytest.fixture
def connect(connector: Connector) -> Callable[..., ForgeAccount]:
    """Connects an account of the sample forge by a token."""

    def make(
        user: User, token: str = "demo-token", kind: ConnectionKind = ConnectionKind.PAT
    ) -> ForgeAccount:
        return accounts.connect(connector, user.id, Grant(token), kind)

    return make


def fresh(account: ForgeAccount) -> ForgeAccount:
    """The row as it is now."""
    db.session.commit()
    return db.session.get_one(ForgeAccount, account.id, populate_existing=True)


def due() -> None:
    """Let the seconds between two questions about a code be over."""
    with writing() as session:
        session.execute(update(ForgeHandshake).values(ask_again_at=now() - timedelta(seconds=1)))
