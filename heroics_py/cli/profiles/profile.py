"""A profile: an API by a short name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["Profile"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the command line remembers of an API. It holds no secret.

    Attributes:
        name: the name, such as "shop".
        schema: a bundled name, an absolute path or a URL.
        url: the base URL of the API; None for the schema's own, which gets no token.
        headers: sent with every request.
        patches: the paths of what mends the schema before it is read.
        allow_refs: origins that documents may be fetched from, to which the schema refers.
        paging: how lists continue, where the schema does not say it, as `parse_paging` reads it.
        timeout: seconds for each call; None for the usual ones.
        token_from: the environment variable with the token; empty for HEROICS_TOKEN.
        login: an arbitrary text that differs for each login; empty if the keyring holds no token.
        oauth: the settings of OAuth, without secrets; empty if the API has none.
    """

    name: str
    schema: str
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    patches: tuple[str, ...] = ()
    allow_refs: tuple[str, ...] = ()
    paging: tuple[str, ...] = ()
    timeout: float | None = None
    token_from: str = ""
    login: str = ""
    oauth: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
