"""The commands of ``flask --app wsgi …``."""

from flask import Flask

from importer.cli import accounts, backup, connections, database, doctor, imports, serve


def init_app(app: Flask) -> None:
    """Register all commands."""
    for command in (
        serve.serve,
        serve.worker,
        database.db_group,
        imports.import_repository,
        imports.sweep,
        accounts.user_group,
        accounts.token_group,
        connections.connections_group,
        doctor.doctor,
        backup.backup,
        backup.restore,
    ):
        app.cli.add_command(command)
