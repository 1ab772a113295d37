"""Forms: which fields a page takes. What they may hold is decided by the domain's functions."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, StringField
from wtforms.fields.core import Field

from importer.errors import InvalidInput


class AccountForm(FlaskForm):  # type: ignore[misc]
    username = StringField("Name")
    email = EmailField("E-mail")
    password = PasswordField("Password")


class SignInForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name or e-mail")
    password = PasswordField("Password")
    remember = BooleanField("Stay signed in on this device")
    next = HiddenField()


class AddForm(FlaskForm):  # type: ignore[misc]
    address = StringField("Repository address")
    is_public = BooleanField("Public")
    is_showcase = BooleanField("Showcase")


def blame(form: FlaskForm, error: InvalidInput) -> None:
    """Put the error beside the field it is about."""
    field: Field = form[error.field]
    field.errors = [*field.errors, error.message]
