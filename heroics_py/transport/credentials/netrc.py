"""The credentials of a host in the user's netrc file."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from heroics_py.secrecy.secret import Secret
from heroics_py.support.values import Value
from heroics_py.transport.credentials.netrc_parser import parse_netrc

__all__ = ["NetrcLookup", "look_up"]

_MAX_BYTES = 1 << 20
_PORTS = {"http": 80, "https": 443}


class NetrcLookup(Value, kw_only=True):
    """The result of a look-up.

    Attributes:
        names: the machine names that were looked up, the first one first.
        path: of the file; empty if there is none.
        login, password: of the entry; None if no usable entry exists.
        problems: what could not be read, with file and line; no word of the file is in them.
    """

    names: tuple[str, ...]
    path: str = ""
    login: str | None = None
    password: Secret[str] | None = None
    problems: tuple[str, ...] = ()


def look_up(base_url: str, environment: Mapping[str, str]) -> NetrcLookup | None:
    """Look up the host and port of ``base_url``, then its host; return None if the URL has no host.

    The ``default`` entry of a file names no host, so it is ignored.
    """
    names = _machine_names(base_url)
    if not names:
        return None
    path = _find_file(environment)
    if path is None:
        return NetrcLookup(names=names)
    text, fault = _read(path)
    entries, odd_lines = parse_netrc(text)
    problems = [fault] if fault else [f"{path}, line {line}: {problem}" for line, problem in odd_lines]
    entry = next((entries[name] for name in names if name in entries), None)
    login = password = None
    if entry is not None and entry.password is None:
        problems.append(f"{path}, line {entry.line}: the entry has no password")
    elif entry is not None and ":" in entry.login:
        problems.append(f"{path}, line {entry.line}: the login has a colon, which Basic authorization can't carry")
    elif entry is not None:
        login, password = entry.login, entry.password
    return NetrcLookup(names=names, path=str(path), login=login, password=password, problems=tuple(problems))


def _machine_names(base_url: str) -> tuple[str, ...]:
    """Return the names to look up: host and port, if the port is not the default, then the host."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ()
    if not host:
        return ()
    bracketed = f"[{host}]" if ":" in host else host
    own = [f"{bracketed}:{port}"] if port not in (None, _PORTS.get(parts.scheme)) else []
    return tuple(dict.fromkeys((*own, host)))


def _find_file(environment: Mapping[str, str]) -> Path | None:
    variable = environment.get("NETRC")
    try:
        homes = [] if variable else [Path.home()]
    except RuntimeError:  # a user without a home directory
        homes = []
    paths = [Path(variable)] if variable else [home / name for home in homes for name in (".netrc", "_netrc")]
    return next((path for path in paths if _is_file(path)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a folder without permission; a path that no file can have
        return False


def _read(path: Path) -> tuple[str, str]:
    """Return the text of a file, and why it can't be read; its owner and its permissions are not checked."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        return "", f"{path} can't be read ({error.strerror or type(error).__name__})"
    if len(data) > _MAX_BYTES:
        return "", f"{path} can't be read (it is larger than {_MAX_BYTES} bytes)"
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        return data.decode("latin-1"), ""
