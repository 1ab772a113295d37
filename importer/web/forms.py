"""Forms: which fields a page takes. What they may hold is decided by the domain's functions."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import Field
from wtforms.form import BaseForm

from importer.errors import InvalidInput


class Form(FlaskForm):  # type: ignore[misc]
    """Parent of all: takes what forms send, texts for texts and files for files.

    Flask-WTF would take a JSON body for a form as well, with lists and numbers where texts belong,
    and a file for a text.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """What was sent, or nothing where the page is only looked at."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
                return None
            wanted = {field.name for field in form if isinstance(field, FileField)}
            files = MultiDict(item for item in request.files.items(multi=True) if item[0] in wanted)
            return CombinedMultiDict((files, request.form))


class AccountForm(Form):
    username = StringField("Name")
    email = EmailField("E-mail")
    password = PasswordField("Password")


class SignInForm(Form):
    name = StringField("Name or e-mail")
    password = PasswordField("Password")
    remember = BooleanField("Stay signed in on this device")
    next = HiddenField()


class AddForm(Form):
    address = StringField("Repository address")
    is_public = BooleanField("Public")
    is_showcase = BooleanField("Showcase")
    queue = BooleanField("Behind what is under way")


class BatchForm(Form):
    addresses = TextAreaField("Repository addresses")
    file = FileField("Or a text file")
    is_public = BooleanField("Public")
    is_showcase = BooleanField("Showcase")
    append = BooleanField("Behind what is under way")


def blame(form: FlaskForm, error: InvalidInput) -> None:
    """Put the error beside the field it is about."""
    field: Field = form[error.field]
    field.errors = [*field.errors, error.message]
