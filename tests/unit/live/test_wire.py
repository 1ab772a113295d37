"""Whatever is sent, a reader of the standard finds one message in it."""

from importer.live import wire


def test_lines_of_any_kind_stay_data():
    sent = wire.message("one\r\nid: 9\rtwo\n\nthree", event_id=7, event="kind")
    assert sent == (
        b"event: kind\nid: 7\ndata: one\ndata: id: 9\ndata: two\ndata: \ndata: three\n\n"
    )


def test_time_to_come_back_is_told_in_milliseconds():
    assert wire.come_back_after(500, "live:open") == b"retry: 500\nevent: live:open\ndata:\n\n"
