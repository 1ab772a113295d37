"""Parents of the models, and the types of their fields.

A request's fields are checked by functions of our own: pydantic's would take ``"1_0"`` for a number
and refuse texts with lone surrogates, which are a matter of whoever reads the text.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from importer.errors import InvalidInput, RepofolioError


class Request(BaseModel):
    """What is sent: a JSON object, or a query.

    :cvar example: a body that would do, as it is named to whoever sent another.
    """

    model_config = ConfigDict(frozen=True)

    example: ClassVar[str] = ""

    @classmethod
    def refusal(cls, field: str, kind: str, message: str) -> RepofolioError:
        """The error to be answered.

        :param kind: pydantic's name of what is wrong, or one of this module's.
        :param message: says it of the field, as the end of a sentence.
        """
        if kind == "missing":
            return InvalidInput(
                field, f"The field {field} is missing.", suggestion=f"Send {cls.example}."
            )
        if kind == "extra_forbidden":
            known = ", ".join(cls.model_fields)
            return InvalidInput(field, "There is no such field.", suggestion=f"One of {known}.")
        return InvalidInput(field, f"The field {field} {message}.")


class Query(Request):
    """What stands after the question mark; names nobody knows are passed over."""

    @classmethod
    def refusal(cls, field: str, kind: str, message: str) -> RepofolioError:
        return InvalidInput(field, f"{field} {message}.")


class Answer(BaseModel):
    """What is answered; built only when the document or a test asks for it."""

    model_config = ConfigDict(defer_build=True)


class Success(Answer):
    success: Literal[True] = Field(description="The request was done.")


def absent(description: str = "", **options: Any) -> Any:
    """The default of an answer's field that is left out where there is nothing to say."""
    return Field(default=None, description=description or None, json_schema_extra=_drop, **options)


def _drop(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def wrong(message: str, kind: str = "wrong") -> PydanticCustomError:
    """:param message: the end of a sentence that begins with the field's name."""
    return PydanticCustomError(kind, "{message}", {"message": message})


def is_text(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong("must be a text")
    return value


def is_texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wrong("must be a list of texts")
    return value


def is_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise wrong("must be true or false")
    return value


def whole_number(most: int) -> Any:
    """A number of a query, from 1 to ``most``."""

    def check(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise wrong(f"must be a whole number from 1 to {most}")
        return int(text)

    return _checked(check, Annotated[int, Field(ge=1, le=most)])


def one_of(names: tuple[str, ...], kind: Any) -> Any:
    """A word of a query.

    :param kind: the same words as a Literal.
    """

    def check(text: str) -> str:
        if text not in names:
            raise wrong(f"is one of {', '.join(names)}")
        return text

    return _checked(check, kind)


def cleaned(clean: Callable[[str], str]) -> Any:
    """A text of a query, put into the form in which it is used."""
    return _checked(clean, str)


def _checked(check: Callable[[Any], Any], shown_as: Any) -> Any:
    return PlainValidator(check, json_schema_input_type=shown_as)


Text = Annotated[str, _checked(is_text, str)]
Texts = Annotated[list[str], _checked(is_texts, list[str])]
Flag = Annotated[bool, _checked(is_flag, bool)]
# ``?readme=true``; anything else is not it.
Switch = Annotated[bool, _checked(lambda text: text == "true", bool)]
