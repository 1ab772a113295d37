"""Numbers of rows in addresses."""

from typing import Any

from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """``<row:…>``: a whole number as far as an INTEGER column goes. Beyond it nothing has an
    address: the database would answer such a number with an error."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST, **options})
