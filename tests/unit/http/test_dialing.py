"""Private addresses are never dialled, however they are spelled or arrived at."""

import socket

import pytest

from importer.http import AddressRefused, Dialer, HttpClient, is_public

from .conftest import Server, text

PRIVATE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
    "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001::1",
    "2001:db8::1", "not an address", "",
]  # fmt: skip
PUBLIC = [
    "140.82.121.4",
    "1.1.1.1",
    "2606:50c0:8000::153",
    "64:ff9b::8c52:7904",
    "::ffff:140.82.121.4",
]

# Spellings that the system's resolver turns into loopback, link-local and unspecified addresses.
SPELLINGS = [
    "127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0x7f000001", "017700000001", "0", "0.0.0.0",
    "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:1]", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "10.0.0.1",
    "100.100.100.200", "[64:ff9b::169.254.169.254]", "[2002:7f00:1::]",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_routable_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", SPELLINGS)
def test_every_spelling_of_a_private_address_is_refused(host: str, server: Server) -> None:
    client = HttpClient()
    with pytest.raises(AddressRefused):
        client.get(f"http://{host}:{server.port}/")
    client.close()
    assert server.seen == []


def test_allowed_pair_is_dialled_but_not_its_neighbour_port(
    client: HttpClient, server: Server
) -> None:
    server.routes["/"] = text(b"hello")
    assert client.get(server.url("/")).body == b"hello"
    with pytest.raises(AddressRefused):
        client.get(f"http://127.0.0.1:{server.port ^ 1}/")


def test_allow_list_takes_names_and_literal_addresses(server: Server) -> None:
    by_literal = Dialer(frozenset({("127.0.0.1", server.port)}))
    assert by_literal.addresses("localhost", server.port) == ["127.0.0.1"]
    by_name = Dialer(frozenset({("localhost", server.port)}))
    assert "127.0.0.1" in by_name.addresses("localhost", server.port)
    with pytest.raises(AddressRefused):
        by_name.addresses("127.0.0.1", server.port)


def test_rebinding_name_is_resolved_once_and_only_the_checked_address_dialled(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *rest: object, **named: object) -> object:
        if host != "rebind.example":
            return real(host, port, *rest, **named)  # type: ignore[arg-type]
        asked.append(host)
        address = "192.88.99.77" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    dialled: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        dialled.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("importer.http.dialing.create_connection", connect)
    dialer = Dialer()
    with pytest.raises(ConnectionRefusedError):
        dialer.connect("rebind.example", server.port, 1.0)
    assert (asked, dialled) == (["rebind.example"], ["192.88.99.77"])
    # The second answer of the resolver is the private one: it is refused, not dialled.
    with pytest.raises(AddressRefused):
        dialer.connect("rebind.example", server.port, 1.0)
    assert dialled == ["192.88.99.77"]


def test_private_addresses_are_left_out_of_a_mixed_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(2, 1, 6, "", ("10.0.0.1", 443)), (2, 1, 6, "", ("140.82.121.4", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: rows)
    assert Dialer().addresses("mixed.example", 443) == ["140.82.121.4"]


def test_redirect_to_a_private_address_is_refused(client: HttpClient, server: Server) -> None:
    other = Server()
    other.routes["/secret"] = text(b"secret")
    server.routes["/"] = text(b"", 302, Location=other.url("/secret"))
    with pytest.raises(AddressRefused):
        client.get(server.url("/"), max_redirects=3)
    assert server.count("/") == 1
    assert other.seen == []
    other.httpd.shutdown()
    other.httpd.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org/",
        "http://user:pass@example.org/", "http://example.org@127.0.0.1/", "http:///x", "",
        "http://exa mple.org/",
    ],
)  # fmt: skip
def test_other_schemes_and_credentials_are_refused(client: HttpClient, url: str) -> None:
    with pytest.raises(AddressRefused):
        client.get(url)


def test_environment_cannot_reroute_calls(
    server: Server, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    server.routes["/"] = text(b"direct")
    assert client.get(server.url("/")).body == b"direct"
