"""Requests that keep to no standard."""

import pytest

NAMELESS = b"--b\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--b--\r\n"


@pytest.mark.parametrize("query", ["\xff=\xfe", "q=\xe9", "page=\xff&q=%ff"])
@pytest.mark.parametrize("path", ["/alice", "/settings", "/imports", "/projects/add"])
def test_bytes_that_no_query_may_have_are_read_like_others(app, path, query):
    answer = app.test_client().get(path, environ_overrides={"QUERY_STRING": query})
    assert answer.status_code in (302, 404)


def test_what_a_query_may_have_is_left_as_it_is(app):
    query = "a=1&b=%C3%A9+c&d=[]{}|^`\"<>\\~!$'()*,;:@/?%&e=%e9\xe9"
    with app.test_request_context(environ_overrides={"QUERY_STRING": query}) as context:
        args = context.request.args
        assert context.request.query_string.decode() == query.replace("\xe9", "%E9")
    assert (args["a"], args["b"], args["e"]) == ("1", "é c", "%E9%E9")
    assert args["d"] == "[]{}|^`\"<>\\~!$'()*,;:@/?%"


@pytest.mark.parametrize("head", ["form-data", 'form-data; filename="a.txt"'])
def test_a_part_without_a_name_is_passed_over(app, head):
    body = NAMELESS.replace(b"form-data", head.encode())
    answer = app.test_client().post(
        "/sign-in", data=body, content_type="multipart/form-data; boundary=b"
    )
    # For want of a token, which is looked for among the fields.
    assert answer.status_code == 400
