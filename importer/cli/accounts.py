"""``user create/list/reset-password`` and ``token create``."""

import sys

import click
from flask.cli import AppGroup

from importer import audit, schema, tasks
from importer.accounts import second_factor, tokens, users
from importer.cli.outages import told_in_a_sentence
from importer.database import writing
from importer.errors import RepofolioError
from importer.models import User

user_group = AppGroup("user", help="Accounts.")
# Who did it, in the log of the person concerned.
_ACTOR = "command line"
token_group = AppGroup("token", help="API tokens.")


@user_group.command()
@click.argument("name")
@click.option("--email", required=True, help="The person's e-mail address.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--admin", is_flag=True, help="Make the account an administrator.")
@told_in_a_sentence
def create(name: str, email: str, password_stdin: bool, admin: bool) -> None:
    """Make an account. The first one is an administrator in any case.

    On a fresh host this makes the database too.
    """
    password = _password(password_stdin)
    schema.make_if_missing()
    try:
        user = users.create(name, email, password, is_admin=admin, is_founder=not users.any_exist())
    except RepofolioError as error:
        raise click.ClickException(f"{error.message} {error.suggestion}") from error
    click.echo(f"Made {_kind(user)} {user.username}.")


@user_group.command("list")
@told_in_a_sentence
def list_users() -> None:
    """List all accounts."""
    for user in users.everyone():
        click.echo(f"{user.username}\t{user.email}\t{_kind(user)}\t{user.created_at:%Y-%m-%d}")


@user_group.command("reset-password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--link", is_flag=True, help="Print a link with which the person sets it.")
@told_in_a_sentence
def reset_password(name: str, password_stdin: bool, link: bool) -> None:
    """Give an account a new password, or its owner a link to set one; its sessions end then."""
    user = _user(name)
    if link:
        with writing() as session:
            audit.record(session, user.id, "password_link_made", actor=_ACTOR)
        click.echo("Good for one hour, and once:", err=True)
        click.echo(tasks.reset_link(user))
        return
    try:
        users.set_password(user, _password(password_stdin), actor=_ACTOR)
    except RepofolioError as error:
        raise click.ClickException(f"{error.message} {error.suggestion}") from error
    click.echo(f"{user.username} has a new password; all sessions of the account have ended.")


@user_group.command("reset-second-factor")
@click.argument("name")
@told_in_a_sentence
def reset_second_factor(name: str) -> None:
    """Ask an account for its password alone; for whoever has lost telephone and recovery codes."""
    user = _user(name)
    second_factor.switch_off(user, actor=_ACTOR)
    click.echo(f"{user.username} is asked for no code any more.")


@token_group.command("create")
@click.option("--user", "username", required=True, help="Whose token it will be.")
@click.option("--name", required=True, help="What it is for.")
@told_in_a_sentence
def create_token(username: str, name: str) -> None:
    """Make an API token; it is shown once, alone on the last line."""
    user = _user(username)
    try:
        token = tokens.issue(user, name)
    except RepofolioError as error:
        raise click.ClickException(f"{error.message} {error.suggestion}") from error
    click.echo(f"A token for {user.username}; it will not be shown again:", err=True)
    click.echo(token)


def _user(name: str) -> User:
    if user := users.by_name(name):
        return user
    raise click.ClickException(
        f"There is no account named {name!r}; see: flask --app wsgi user list"
    )


def _password(from_stdin: bool) -> str:
    if from_stdin:
        try:
            return sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise click.ClickException("The password is not text in UTF-8.") from error
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _kind(user: User) -> str:
    return "administrator" if user.is_admin else "member"
