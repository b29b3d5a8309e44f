"""A guard of the network: while it is on, this process reaches nothing but this machine and the hosts that are allowed.

It is a hook of Python's own audit events (PEP 578), so that it sees each library that uses Python's sockets: also one
that imported its functions before, and one that another guard replaced.
"""

import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from ipaddress import IPv6Address, ip_address
from typing import Any

from heroics_py.display.terminal import escaped
from heroics_py.errors import HeroicsError
from heroics_py.support.locks import ProcessLock

__all__ = ["NetworkBlocked", "check_hosts", "guarded"]

_FAMILIES = frozenset({socket.AF_INET, socket.AF_INET6})


class NetworkBlocked(HeroicsError, RuntimeError):  # noqa: N818 - named like the other errors of this library
    """A test tried to reach another machine.

    Attributes:
        host: the name or address of the machine.
    """

    def __init__(self, message: str, *, host: str = "") -> None:
        super().__init__(message)
        self.host = host


def check_hosts(hosts: object) -> tuple[str, ...]:
    """Return the names and addresses of hosts in lower case.

    Args:
        hosts: a list of them; ``*.shop.example`` means each host below ``shop.example``.

    Raises:
        ValueError: it is something else, such as one text, a URL, or a host with a port.
    """
    if isinstance(hosts, str) or not isinstance(hosts, Iterable):
        example = [hosts] if isinstance(hosts, str) else ["api.example.com"]
        raise ValueError(f"network={hosts!r}: expected True, False or a list of hosts, such as {example!r}")
    return tuple(_checked_host(each) for each in hosts)


def _checked_host(host: object) -> str:
    if not isinstance(host, str) or not host or "/" in host or (":" in host and _address_of(host) is None):
        raise ValueError(f"network=[{host!r}]: expected the name or the address of a host, such as 'api.example.com'")
    return host.lower().rstrip(".")


@contextmanager
def guarded(hosts: tuple[str, ...] | None) -> Iterator[None]:
    """Guard the network for the time of the block, in all threads and event loops of this process.

    Args:
        hosts: that are allowed beside this machine, as `check_hosts` returns them; None for all. A guard within another
            one takes its place.
    """
    policy = _Policy(hosts)
    _begin(policy)
    lookup = socket.getaddrinfo
    if hosts:
        socket.getaddrinfo = policy.remembering(lookup)
    try:
        yield
    finally:
        if hosts:
            socket.getaddrinfo = lookup
        _end(policy)


class _Policy:
    """What may be reached.

    Args:
        hosts: the allowed hosts beside this machine; None for all.
    """

    def __init__(self, hosts: tuple[str, ...] | None) -> None:
        self._hosts = hosts
        self._local_names = frozenset({"", "localhost", socket.gethostname().lower()})
        self._addresses: set[str] = set()

    def remembering(self, lookup: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``socket.getaddrinfo`` so that the addresses of allowed hosts are allowed, too."""

        def getaddrinfo(*args: Any, **kwargs: Any) -> Any:
            found = lookup(*args, **kwargs)
            host = args[0] if args else kwargs.get("host")
            if isinstance(host, str | bytes) and self._is_allowed_name(_name_of(host)):
                self._addresses.update(str(each[4][0]) for each in found)
            return found

        return getaddrinfo

    def allows_lookup(self, host: str) -> bool:
        """Return whether the addresses of ``host`` may be looked up; an address needs no lookup."""
        return self._hosts is None or _address_of(host) is not None or self._is_known_name(host)

    def allows(self, host: str) -> bool:
        """Return whether ``host`` may be reached, or its name be looked up if it is an address."""
        if self._hosts is None or self._is_known_name(host):
            return True
        address = _address_of(host)
        if address is None:
            return False
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        plain = mapped or address
        return plain.is_loopback or plain.is_unspecified or self._is_of_allowed_host(host)

    def _is_known_name(self, host: str) -> bool:
        return host in self._local_names or host.endswith(".localhost") or self._is_allowed_name(host)

    def _is_allowed_name(self, host: str) -> bool:
        return self._hosts is not None and any(fnmatchcase(host, each) for each in self._hosts)

    def _is_of_allowed_host(self, address: str) -> bool:
        """Return whether an allowed host has this address; libraries with lookups of their own did not ask us."""
        if address not in self._addresses:
            for host in self._hosts or ():
                self._addresses.update(_addresses_of(host))
        return address in self._addresses


def _name_of(host: object) -> str:
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host or "")
    return text.lower().rstrip(".")


def _address_of(host: str) -> Any:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _addresses_of(host: str) -> set[str]:
    if "*" in host:
        return set()
    try:
        return {str(each[4][0]) for each in socket.getaddrinfo(host, None)}
    except OSError:
        return set()


def _target_of_socket(args: tuple[Any, ...]) -> tuple[object, object] | None:
    """Return host and port of what a socket reaches; None if it is not on a network."""
    end, address = args
    if end.family not in _FAMILIES or not isinstance(address, tuple) or len(address) < 2:
        return None
    return address[0], address[1]


# What each event names: host and port, or None; and whether it is a lookup by name alone.
_EVENTS: dict[str, tuple[Callable[[tuple[Any, ...]], tuple[object, object] | None], bool]] = {
    "socket.connect": (_target_of_socket, False),
    "socket.sendto": (_target_of_socket, False),
    "socket.sendmsg": (_target_of_socket, False),
    "socket.getaddrinfo": (lambda args: (args[0], args[1]), True),
    "socket.gethostbyname": (lambda args: (args[0], None), True),
    "socket.gethostbyaddr": (lambda args: (args[0], None), False),
    "socket.getnameinfo": (lambda args: (args[0][0], None), False),
}

_lock = ProcessLock()
_policies: tuple[_Policy, ...] = ()
_is_hooked = False


def _begin(policy: _Policy) -> None:
    global _is_hooked, _policies  # noqa: PLW0603 - a hook of the process can't be removed; it does nothing without policy
    with _lock.here():
        if not _is_hooked:
            sys.addaudithook(_audit)
            _is_hooked = True
        _policies = (*_policies, policy)


def _end(policy: _Policy) -> None:
    global _policies  # noqa: PLW0603 - as above
    with _lock.here():
        _policies = tuple(each for each in _policies if each is not policy)


def _audit(event: str, args: tuple[Any, ...]) -> None:
    __tracebackhide__ = True
    if not _policies or event not in _EVENTS:
        return
    find, is_lookup = _EVENTS[event]
    target = find(args)
    if target is None:
        return
    policy, host = _policies[-1], _name_of(target[0])
    if not (policy.allows_lookup(host) if is_lookup else policy.allows(host)):
        if event == "socket.connect" and args[0].type == socket.SOCK_STREAM:
            args[0].close()  # libraries close it after an OSError alone
        raise _blocked(host, target[1])


def _blocked(host: str, port: object) -> NetworkBlocked:
    place = f"{host} (port {port})" if port not in {None, 0, ""} else host
    name = escaped(host)
    return NetworkBlocked(
        f"this test may not reach {escaped(place)}: a test that uses heroics has no network but loopback. "
        f"Allow the host with @pytest.mark.heroics(network=[{name!r}]), or every host with network=True",
        host=name,
    )
