"""What a command is about: a schema, its URL and its credentials."""

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from heroics_py.display.terminal import escaped
from heroics_py.secrecy.secret import Secret
from heroics_py.secrecy.urls import mask_url

if TYPE_CHECKING:
    from heroics_py.client import Client

__all__ = ["ApiTarget", "ClientTarget", "Target", "target_of"]

TOKEN_VARIABLE = "HEROICS_TOKEN"  # noqa: S105 - the name of the variable
_NOWHERE = "http://schema.invalid"


class ApiTarget(Protocol):
    """What the commands of an API need to know.

    Attributes:
        typed: what the user types before the name of a resource: "heroics call heroku".
        takes_url: whether a command may say where the API is, and with which token.
    """

    @property
    def typed(self) -> str: ...  # noqa: D102 - see above

    @property
    def takes_url(self) -> bool: ...  # noqa: D102 - see above

    def describe(self) -> "Client":
        """Return a client for names, signatures and help; nothing is sent to the API."""
        ...

    def connect(self, *, url: str | None = None, token: "Secret[str] | None" = None, **settings: Any) -> "Client":
        """Return the client that sends.

        Args:
            url: the base URL, if the user named one.
            token: the token, if the user passed one.
            **settings: further arguments of `heroics_py.connect`.
        """
        ...

    def python(self, *, url: str | None = None) -> str:
        """Return the lines of Python that connect ``client``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A schema that the user named.

    Attributes:
        typed: what the user types before the name of a resource: "heroics call heroku".
        schema: as for `heroics_py.connect`.
        url: the base URL, if a profile has one.
    """

    typed: str
    schema: str
    url: str | None = None

    takes_url = True

    def describe(self) -> "Client":
        """Return a client for names, signatures and help; nothing is sent to the API.

        Raises:
            HeroicsError: the schema can't be read.
        """
        return _described(self.schema, self.url)

    def connect(self, *, url: str | None = None, token: "Secret[str] | None" = None, **settings: Any) -> "Client":
        """Return the client that sends.

        Raises:
            HeroicsError: the schema can't be read.
        """
        from heroics_py.client.connect import connect

        where = url or self.url
        token = token or (Secret(os.environ.get(TOKEN_VARIABLE, "")) if where else None)
        secret = {"token": token.reveal()} if token is not None and token.reveal() else {}
        return connect(self.describe()._core.api, url=where, **secret, **{"cache": "file", **settings})  # noqa: SLF001 - a client's public names belong to the API

    def python(self, *, url: str | None = None) -> str:
        """Return the lines of Python that connect ``client``."""
        where = url or self.url
        more = f", url={mask_url(where)!r}" if where else ""
        return escaped_lines(f"import heroics_py\n\nclient = heroics_py.connect({mask_url(self.schema)!r}{more})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTarget:
    """A client that a program has connected.

    Attributes:
        typed: the name of the program.
        client: the client.
    """

    typed: str
    client: "Client"

    takes_url = False

    def describe(self) -> "Client":
        """Return the client."""
        return self.client

    def connect(
        self,
        *,
        url: str | None = None,  # noqa: ARG002 - the program has chosen it
        token: "Secret[str] | None" = None,  # noqa: ARG002 - as above
        **settings: Any,  # noqa: ARG002 - as above
    ) -> "Client":
        """Return the client."""
        return self.client

    def python(self, *, url: str | None = None) -> str:  # noqa: ARG002 - the program has chosen it
        """Return the lines of Python that connect ``client``: none, since the program has done that."""
        return ""


def target_of(schema: str, typed: str) -> Target:
    """Return what a word of the command line names.

    Args:
        schema: a bundled name, a path or a URL.
        typed: what the user types before the name of a resource.
    """
    return Target(typed=typed, schema=schema)


def escaped_lines(text: str) -> str:
    """Return ``text`` with control characters escaped, and its line ends."""
    return "\n".join(map(escaped, text.split("\n")))


@lru_cache(maxsize=8)
def _described(schema: str, url: str | None) -> "Client":
    from heroics_py.client.connect import connect, read

    api = read(schema)
    return connect(api, url=url or (None if api.url else _NOWHERE))
