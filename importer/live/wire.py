"""The format of server-sent events.

Source: HTML Living Standard, section 9.2 (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""


def message(data: str, *, event_id: int | None = None, event: str = "") -> bytes:
    """One message.

    :param event_id: what the client names when it comes back.
    :param event: its kind; none for what is to be swapped in.
    """
    lines = [f"event: {event}"] if event else []
    if event_id is not None:
        lines.append(f"id: {event_id}")
    # Whatever ends a line for the reader ends one here, or text could pose as a field.
    lines += [
        f"data: {line}" for line in data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    return ("\n".join(lines) + "\n\n").encode()


def come_back_after(milliseconds: int, event: str) -> bytes:
    """A message of kind ``event`` that also says how long to wait before the next try."""
    return f"retry: {milliseconds}\nevent: {event}\ndata:\n\n".encode()
