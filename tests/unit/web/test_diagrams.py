"""The frame for diagrams is powerless, also when it is opened by itself."""

from tests.unit.web.conftest import Visitor


def test_the_frame_has_no_origin_no_network_and_may_stand_on_our_pages_alone(stranger: Visitor):
    answer = stranger.get("/projects/diagram-frame")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts;" in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert "Set-Cookie" not in answer.headers
    assert "frame-src 'self'" in stranger.get("/sign-in").headers["Content-Security-Policy"]
