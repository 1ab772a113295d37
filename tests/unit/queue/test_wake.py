"""Huey's SQLite storage with a named pipe."""

import stat
import threading
import time

from importer.queue.wake import LOOK_AGAIN_MS, WakingSqliteStorage


def _storage(tmp_path) -> WakingSqliteStorage:
    return WakingSqliteStorage("test", filename=str(tmp_path / "queue.db"))


def test_sleeping_reader_is_woken_by_another_storage(tmp_path):
    reader, writer = _storage(tmp_path), _storage(tmp_path)
    waiting, found = threading.Event(), []

    def read() -> None:
        waiting.set()
        while not found:
            if (data := reader.dequeue()) is not None:
                found.append((bytes(data), time.monotonic()))

    thread = threading.Thread(target=read)
    thread.start()
    waiting.wait()
    time.sleep(0.1)
    enqueued = time.monotonic()
    writer.enqueue(b"work")
    thread.join()
    data, at = found[0]
    assert data == b"work"
    assert at - enqueued < LOOK_AGAIN_MS / 1000 / 2


def test_lost_wake_up_costs_a_look_not_the_task(tmp_path):
    reader, writer = _storage(tmp_path), _storage(tmp_path)
    super(WakingSqliteStorage, writer).enqueue(b"work")
    assert bytes(reader.dequeue()) == b"work"


def test_burst_reaches_four_readers_complete(tmp_path):
    writer, taken, lock = _storage(tmp_path), [], threading.Lock()

    def read(storage: WakingSqliteStorage) -> None:
        while len(taken) < 500:
            if (data := storage.dequeue()) is not None:
                with lock:
                    taken.append(bytes(data))

    threads = [threading.Thread(target=read, args=(_storage(tmp_path),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(500):
        writer.enqueue(str(number).encode())
    for thread in threads:
        thread.join()
    assert sorted(taken, key=int) == [str(number).encode() for number in range(500)]


def test_full_pipe_is_no_error(tmp_path):
    storage = _storage(tmp_path)
    for _ in range(70_000):
        try:
            storage._ring()
        except BlockingIOError:
            raise AssertionError("a full pipe must be ignored") from None
    storage.enqueue(b"work")
    assert bytes(storage.dequeue()) == b"work"


def test_queue_is_private_to_its_account(tmp_path):
    _storage(tmp_path)
    for name in ("queue.db", "queue.db.wake"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
