"""Only what really is an image of ours is kept."""

import io
import struct
import zlib

import pytest
from PIL import Image

from importer.images.decode import NotAnImage, decode, decode_avatar


def image(kind: str, width: int = 30, height: int = 20) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(kept, kind)
    return kept.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "avif"])
def test_each_kind_is_measured_and_kept_as_it_is(kind):
    data = image(kind)
    picture = decode(data)
    assert (picture.media_type, picture.width, picture.height) == (f"image/{kind}", 30, 20)
    assert picture.data == data


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"<html><svg></svg></html>",
        b"GIF89a<script>alert(1)</script>",
        image("png")[:60],
        image("bmp"),
        b"%PDF-1.7",
        b"",
        b"\0" * 100,
    ],
)
def test_what_is_no_image_is_refused_whatever_it_is_called(data):
    with pytest.raises(NotAnImage):
        decode(data)


def test_a_picture_that_would_unfold_beyond_measure_is_refused_by_its_header():
    data = bomb(9_000, 9_000)
    assert len(data) < 10_000
    with pytest.raises(NotAnImage, match="more pixels"):
        decode(data)


def test_faces_are_kept_small():
    face = decode_avatar(image("png", 460, 460))
    assert (face.media_type, face.width, face.height) == ("image/webp", 64, 64)
    assert len(face.data) < 5_000
