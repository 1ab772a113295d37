"""What a file that is said to be an image really is. For the sandbox: it reads hostile bytes.

Limits: `LARGEST_AREA` before anything is decoded, so that a small file which unfolds into a huge
picture is refused by its header; the sandbox bounds time and memory of the rest.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from importer.images.svg import NotDrawable, clean_svg, looks_like_svg

LARGEST_AREA = 40_000_000
"""Pixels."""

_LARGEST_SIDE = 20_000
_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
_OPENED_AS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")


class NotAnImage(Exception):
    """The bytes are no image that we show; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Picture:
    """:param width: in pixels; 0 where a drawing states none.
    :param data: what is stored and served."""

    media_type: str
    width: int
    height: int
    data: bytes


def decode(data: bytes) -> Picture:
    """Check and measure; drawings are cleaned.

    :raises NotAnImage: another kind of file, damaged, or too large when unfolded.
    """
    if looks_like_svg(data):
        try:
            drawing = clean_svg(data)
        except NotDrawable as error:
            raise NotAnImage(str(error)) from error
        return Picture("image/svg+xml", drawing.width, drawing.height, drawing.data)
    with _opened(data) as image:
        return Picture(_TYPES[image.format or ""], image.width, image.height, data)


def decode_avatar(data: bytes) -> Picture:
    """A face among the contributors: shown small, so kept small.

    :raises NotAnImage: as for :func:`decode`.
    """
    return _shrunk(data, (64, 64))


def decode_thumbnail(data: bytes) -> Picture:
    """A page's picture, for lists of pages; of what moves, the first moment.

    :raises NotAnImage: as for :func:`decode`.
    """
    return _shrunk(data, (640, 400))


def _shrunk(data: bytes, largest: tuple[int, int]) -> Picture:
    if looks_like_svg(data):
        return decode(data)
    with _opened(data) as image:
        small = image.convert("RGBA")
        small.thumbnail(largest)
        kept = io.BytesIO()
        small.save(kept, "WEBP", quality=80)
        return Picture("image/webp", small.width, small.height, kept.getvalue())


def _opened(data: bytes) -> Image.Image:
    """With its first frame decoded: a header alone would prove nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_OPENED_AS)
            width, height = image.size
            if width * height > LARGEST_AREA or max(width, height) > _LARGEST_SIDE:
                raise NotAnImage("It has more pixels than a page should show.")
            image.load()
    except NotAnImage:
        raise
    except Image.DecompressionBombError as error:
        raise NotAnImage("It has more pixels than a page should show.") from error
    except UnidentifiedImageError as error:
        raise NotAnImage("It is no image of a kind that is shown here.") from error
    except MemoryError:
        raise
    except Exception as error:
        # Pillow's plug-ins raise whatever damaged bytes lead them to.
        raise NotAnImage("The image is damaged.") from error
    return image
