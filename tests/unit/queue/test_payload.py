"""The queue's payload: signed JSON, never a pickle."""

import datetime
import pickle

import pytest
from huey.registry import Message

from importer.queue.payload import SignedJsonSerializer


def _message(**changes: object) -> Message:
    return Message(**{"id": "1", "name": "run_import", "args": (7,), "kwargs": {}, **changes})


def test_message_comes_back_as_it_was():
    serializer = SignedJsonSerializer("k" * 32)
    eta = datetime.datetime(2026, 11, 23, 12, 0, 1)  # noqa: DTZ001 - Huey's own are naive
    for message in (_message(), _message(eta=eta, priority=3, retries=2, retry_delay=5)):
        back = serializer.deserialize(serializer.serialize(message))
        assert back == message._replace(retries=message.retries, kwargs={})


def test_payload_of_another_key_is_refused():
    foreign = SignedJsonSerializer("a" * 32).serialize(_message())
    with pytest.raises(ValueError, match="not signed"):
        SignedJsonSerializer("b" * 32).deserialize(foreign)


@pytest.mark.parametrize("at", [0, 31, 32, -1])
def test_a_single_changed_byte_is_refused(at):
    serializer = SignedJsonSerializer("k" * 32)
    payload = bytearray(serializer.serialize(_message()))
    payload[at] ^= 1
    with pytest.raises(ValueError, match="not signed"):
        serializer.deserialize(bytes(payload))


def test_pickle_is_never_loaded(tmp_path):
    trap = tmp_path / "ran"

    class Trap:
        def __reduce__(self):
            return open, (str(trap), "w")

    with pytest.raises(ValueError, match="not signed"):
        SignedJsonSerializer("k" * 32).deserialize(pickle.dumps(Trap()))
    assert not trap.exists()


def test_payload_holds_the_job_id_and_nothing_private():
    payload = SignedJsonSerializer("secret" * 8).serialize(_message())
    assert b'"args":[7]' in payload
    assert b"secret" not in payload
