"""The URLs that name a Redis server, its sentinels or its cluster."""

import re
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode

from heroics_py.secrecy.secret import Secret

__all__ = ["Address", "parse_address"]

_HELP = (
    "not a valid Redis URL: expected redis://:password@host:6379/0, rediss:// for TLS, unix:///path/to/socket, "
    "redis+sentinel://host:26379,other:26379/service/0 or redis+cluster://host:7000"
)
_URL = re.compile(
    r"(?P<scheme>redis|rediss|valkey|valkeys|unix)(?:\+(?P<kind>sentinel|cluster))?://"
    r"(?:(?P<user>[^/@]*)@)?(?P<hosts>[^/?#@]*)(?P<path>/[^?#@]*)?(?:\?(?P<query>[^#]*))?",
    re.ASCII,
)
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::(?P<port>\d{1,5}))?", re.ASCII)
_PORTS = {"sentinel": 26379, "": 6379, "cluster": 6379}


class Address(NamedTuple):
    """What a URL says about a server.

    Attributes:
        url: one that the redis package understands, with the first host and all settings.
        kind: "", "sentinel" or "cluster".
        hosts: name and port of each host.
        service: that sentinels watch.
        sentinel: the user and the password for the sentinels, if they are named.
        where: the place, for people.
    """

    url: str
    kind: str
    hosts: tuple[tuple[str, int], ...]
    service: str
    sentinel: dict[str, str]
    where: str

    def __repr__(self) -> str:
        return f"Address({self.where!r})"


class _InvalidError(Exception):
    pass


def parse_address(hidden: Secret[str]) -> Address:
    """Return what a URL says.

    Raises:
        ValueError: it is not the URL of a Redis server. The message contains no part of it, as any part may be a
            password.
    """
    address = None
    with suppress(_InvalidError):
        address = _parse(hidden.reveal())
    if address is None:  # raised here, where no variable holds the text
        raise ValueError(_HELP)
    return address


def _parse(text: str) -> Address:
    match = _URL.fullmatch(text)
    if match is None:
        raise _InvalidError
    scheme, kind = match["scheme"].replace("valkey", "redis"), match["kind"] or ""
    path, user = match["path"] or "", match["user"]
    prefix = f"{scheme}://{'' if user is None else user + '@'}"
    if scheme == "unix":
        if kind or match["hosts"] or len(path) < 2:
            raise _InvalidError
        url = f"{prefix}{path}?{match['query'] or ''}"
        return Address(url, "", (), "", {}, f"unix://{unquote(path)}")
    hosts = _parse_hosts(match["hosts"], kind)
    service, database = _parse_path(path, kind)
    query, sentinel = _parse_query(match["query"] or "")
    name, port = hosts[0]
    shown_hosts = ",".join([f"{_bracketed(host)}:{number}" for host, number in hosts])
    tail = "" if kind == "cluster" else f"/{service}/{database}" if service else f"/{database}"
    where = f"{match['scheme']}{'+' if kind else ''}{kind}://{shown_hosts}{tail}"
    return Address(f"{prefix}{_bracketed(name)}:{port}/{database}?{query}", kind, hosts, service, sentinel, where)


def _parse_hosts(text: str, kind: str) -> tuple[tuple[str, int], ...]:
    hosts = []
    for each in (text or "localhost").split(","):
        match = _HOST.fullmatch(each)
        port = int(match["port"] or _PORTS[kind]) if match else 0
        if match is None or not 0 < port < 65_536:
            raise _InvalidError
        hosts.append((match["name"].strip("[]"), port))
    if len(hosts) > 1 and not kind:
        raise _InvalidError
    return tuple(hosts)


def _parse_path(path: str, kind: str) -> tuple[str, str]:
    """Return the service and the number of the database."""
    parts = unquote(path).strip("/").split("/")
    service = parts.pop(0) if kind == "sentinel" else ""
    database = (parts and parts.pop(0)) or "0"
    is_complete = not parts and bool(service) == (kind == "sentinel")
    if not is_complete or not database.isdecimal() or (kind == "cluster" and database != "0"):
        raise _InvalidError
    return service, database


def _parse_query(query: str) -> tuple[str, dict[str, str]]:
    """Return the query without what is for the sentinels, and that."""
    pairs = parse_qsl(query, keep_blank_values=True)
    sentinel = {name.removeprefix("sentinel_"): text for name, text in pairs if name.startswith("sentinel_")}
    return urlencode([pair for pair in pairs if not pair[0].startswith("sentinel_")]), sentinel


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
