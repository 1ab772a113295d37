from tidewater import Application


def test_a_route_is_found_by_method_and_path():
    app = Application()

    @app.get("/health")
    def health():
        return "ok"

    assert app.handler("GET", "/health") is health
    assert app.handler("POST", "/health") is None
