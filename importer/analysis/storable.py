"""Text that every database and every encoder takes."""


def storable(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and half surrogate pairs, which UTF-8 cannot say.

    JSON can spell both, so anything that was JSON may hold them.
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
