"""Forms: which fields a page takes. What they may hold is decided by the domain's functions."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    StringField,
    TextAreaField,
)
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
    queue = BooleanField("Behind what is under way")


class BatchForm(FlaskForm):  # type: ignore[misc]
    addresses = TextAreaField("Repository addresses")
    file = FileField("Or a text file")
    is_public = BooleanField("Public")
    is_showcase = BooleanField("Showcase")
    append = BooleanField("Behind what is under way")


def blame(form: FlaskForm, error: InvalidInput) -> None:
    """Put the error beside the field it is about."""
    field: Field = form[error.field]
    field.errors = [*field.errors, error.message]
