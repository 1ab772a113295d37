"""Which addresses may be dialled, and connections that dial only those.

The check happens where the socket is opened, on the very address that is then connected to: a
name that resolves to something else a moment later (DNS rebinding) and a redirect to another
host both come through here. Host header, SNI and certificate check keep the name.
"""

import ipaddress
import socket
import time
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import create_connection

from importer.http.errors import AddressRefused
from importer.http.lifelines import current_lifeline

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
# Everything IANA has given out as global unicast; what lies outside is local or not in use.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


def is_public(address: str) -> bool:
    """Whether a literal address is globally routable unicast; False for what is no address.

    IPv4 inside IPv6 (mapped, NAT64) is judged by the IPv4 address, since that is what would
    answer; the other tunnels (6to4, Teredo) are refused.
    """
    try:
        ip: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _GLOBAL_UNICAST or ip in _SIX_TO_FOUR:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class Dialer:
    """Resolves a name once and connects to an address that passed the check.

    :param allow: (host, port) pairs that may be dialled although they are private; the host is a
        name or a literal address, lower case.
    """

    def __init__(self, allow: frozenset[tuple[str, int]] = frozenset()) -> None:
        self._allow = allow

    def addresses(self, host: str, port: int) -> list[str]:
        """The host's addresses that may be dialled, in the resolver's order.

        :raises AddressRefused: it has none.
        :raises OSError: the name does not resolve.
        """
        host = host.strip("[]").rstrip(".").lower()
        try:
            rows = socket.getaddrinfo(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
        except UnicodeError as error:
            raise socket.gaierror(f"{host[:60]} is no name of a host") from error
        found = list(dict.fromkeys(str(row[4][0]) for row in rows))
        if (host, port) in self._allow:
            return found
        allowed = [one for one in found if is_public(one) or (one.lower(), port) in self._allow]
        if not allowed:
            raise AddressRefused(f"{host}:{port} is not a public address.")
        return allowed

    def connect(self, host: str, port: int, timeout: float, options: Any = None) -> socket.socket:
        """Connect to the first address that answers, within ``timeout`` seconds in all."""
        addresses = self.addresses(host, port)
        end = time.monotonic() + timeout
        failure: OSError = OSError("no address")
        for index, address in enumerate(addresses):
            # A share for each, so that a dead IPv6 route leaves time for IPv4.
            share = max(0.1, (end - time.monotonic()) / (len(addresses) - index))
            try:
                return create_connection((address, port), share, socket_options=options)
            except OSError as error:
                failure = error
        raise failure


class _Guarded:
    """Mixed into urllib3's connections: dials through the Dialer, hangs on a lifeline."""

    dialer: ClassVar[Dialer]

    def _new_conn(self: Any) -> socket.socket:
        timeout = self.timeout if isinstance(self.timeout, int | float) else 5.0
        try:
            sock: socket.socket = self.dialer.connect(
                self.host, self.port, timeout, self.socket_options
            )
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"Connecting to {self.host} timed out.") from error
        except OSError as error:
            raise NewConnectionError(self, f"Connecting to {self.host}: {error}") from error
        current_lifeline().hold(sock)
        return sock

    def request(self: Any, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            current_lifeline().hold(self.sock)
        super().request(*args, **kwargs)  # type: ignore[misc]


class GuardedAdapter(HTTPAdapter):
    """A requests adapter whose every connection is opened by ``dialer``."""

    def __init__(self, dialer: Dialer, pool_size: int) -> None:
        self._dialer = dialer
        super().__init__(pool_connections=16, pool_maxsize=pool_size)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self._dialer),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self._dialer),
        }


def _pool(pool: type[Any], connection: type[Any], dialer: Dialer) -> type[Any]:
    guarded = type(f"Guarded{connection.__name__}", (_Guarded, connection), {"dialer": dialer})
    return type(f"Guarded{pool.__name__}", (pool,), {"ConnectionCls": guarded})
