"""Bytes of unknown encoding to text, without ever showing mojibake if it can be helped."""

import codecs

from charset_normalizer import from_bytes

# Longer marks first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Multi-byte encodings that are strict enough for a clean decoding to mean something, tried when
# the detector has no opinion; Latin-1 would take anything.
_LAST_RESORTS = ("gb18030", "shift_jis", "euc-kr", "big5", "cp1252")

# The detector's cost grows with its input; a README shows its language early.
_SAMPLE = 32 * 1024


def decode(data: bytes, *, truncated: bool = False) -> str:
    """The text of ``data``, line ends as ``\\n`` and without NUL characters.

    :param truncated: the last character may have been cut through.
    """
    text = _by_mark(data) or _utf8(data, truncated) or _by_detection(data)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return None


def _utf8(data: bytes, truncated: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=not truncated)
    except UnicodeDecodeError as error:
        # A stray byte in an otherwise sound file is no reason to guess at another encoding.
        broken = data[error.start :].decode("utf-8", "replace")
        text = data[: error.start].decode("utf-8") + broken
        wide = sum(ord(character) > 127 for character in text)
        return text if text.count("\ufffd") * 20 < wide else None


def _by_detection(data: bytes) -> str:
    guesses = _guesses(data[:_SAMPLE])
    for encoding in [*guesses, *_LAST_RESORTS]:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(guesses[0] if guesses else "utf-8", "replace")


def _guesses(sample: bytes) -> list[str]:
    """The detector's best; of equally good ones Western European, by far the most common."""
    found = from_bytes(sample)
    best = found.best()
    if best is None:
        return []
    equal = {best.encoding, *best.could_be_from_charset} | {
        match.encoding
        for match in found
        if (match.chaos, match.coherence) == (best.chaos, best.coherence)
    }
    return ["cp1252", best.encoding] if "cp1252" in equal else [best.encoding]
