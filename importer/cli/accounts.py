"""``user create/list/reset-password`` and ``token create/list/revoke``."""

import sys

import click
from flask.cli import AppGroup

from importer import audit, schema, tasks
from importer.accounts import second_factor, tokens, users
from importer.cli.outages import told_in_a_sentence
from importer.database import db, writing
from importer.errors import RepofolioError
from importer.models import Scope, User

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
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    default=Scope.MANAGE.value,
    show_default=True,
    help="What it may do; each includes those before it.",
)
@click.option("--days", type=int, help="How long it is good; for ever if left out.")
@told_in_a_sentence
def create_token(username: str, name: str, scope: str, days: int | None) -> None:
    """Make an API token; it is shown once, alone on the last line."""
    user = _user(username)
    try:
        token = tokens.issue(user, name, Scope(scope), days=days, actor=_ACTOR)
    except RepofolioError as error:
        raise click.ClickException(f"{error.message} {error.suggestion}") from error
    click.echo(f"A token for {user.username}; it will not be shown again:", err=True)
    click.echo(token)


@token_group.command("list")
@click.option("--user", "username", required=True, help="Whose tokens.")
@told_in_a_sentence
def list_tokens(username: str) -> None:
    """List an account's tokens: number, beginning, name, scope, end, last use."""
    for one in tokens.of_user(db.session(), _user(username).id):
        end, used = (f"{at:%Y-%m-%d}" if at else "never" for at in (one.expires_at, one.used_at))
        click.echo(f"{one.id}\t{one.prefix}…\t{one.name}\t{one.scope}\t{end}\t{used}")


@token_group.command("revoke")
@click.argument("number", type=int)
@click.option("--user", "username", required=True, help="Whose token.")
@told_in_a_sentence
def revoke_token(number: int, username: str) -> None:
    """Make a token worth nothing, by its number in the list."""
    if not tokens.revoke(_user(username), number, actor=_ACTOR):
        raise click.ClickException(
            f"{username} has no token {number}; see: flask --app wsgi token list --user {username}"
        )
    click.echo(f"Token {number} is worth nothing any more.")


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
