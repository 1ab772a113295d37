"""A form takes what forms send, and nothing else."""

import io
import re

import pytest


def _token(visitor, page):
    return re.search(r'name="csrf_token"\s+value="([^"]+)"', visitor.get(page).text)[1]


@pytest.mark.parametrize("body", ["7", "[null]", '{"address": ["a/b"]}', '"x"'])
def test_a_json_body_is_no_form(alice, body):
    answer = alice.client.post(
        "/projects/add",
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": _token(alice, "/projects/add")},
    )
    assert answer.status_code == 400


def test_a_file_is_no_password(stranger):
    answer = stranger.client.post(
        "/sign-in",
        data={
            "csrf_token": _token(stranger, "/sign-in"),
            "name": (io.BytesIO(b"alice"), "name.txt"),
            "password": (io.BytesIO(b"correct horse"), "password.txt"),
        },
    )
    assert answer.status_code == 401


def test_a_list_of_addresses_is_still_a_file(alice):
    answer = alice.client.post(
        "/projects/add/several",
        data={
            "csrf_token": _token(alice, "/projects/add"),
            "file": (io.BytesIO(b"pallets/flask"), "list.txt"),
        },
    )
    assert answer.status_code == 200
    assert "pallets/flask" in answer.text
