"""A runtime API client: it reads a schema, and every link in it becomes a Python call.

>>> import heroics_py
>>> heroku = heroics_py.connect()
>>> heroku.app.list()
"""

from typing import TYPE_CHECKING

from heroics_py._version import __version__

if TYPE_CHECKING:
    from heroics_py.call.collection import Collection
    from heroics_py.call.ranges import ContentRange, Range
    from heroics_py.client import Client
    from heroics_py.client.connect import connect, read
    from heroics_py.client.records import links
    from heroics_py.client.status import cache_info, rate_limit
    from heroics_py.errors import (
        ApiWarning,
        BadGateway,
        BadRequest,
        CallError,
        Conflict,
        ConnectionFailed,
        DecodeError,
        Forbidden,
        GatewayTimeout,
        Gone,
        HeroicsError,
        InternalServerError,
        Locked,
        MethodNotAllowed,
        NoSuchName,
        NotAcceptable,
        NotFound,
        NotModified,
        PagingError,
        PaymentRequired,
        PreconditionFailed,
        Problem,
        ProtocolError,
        RangeNotSatisfiable,
        RateLimited,
        ReadOnlyError,
        RedirectRefused,
        RequestRefused,
        RequestTimeout,
        ResponseError,
        ResponseTooLarge,
        SchemaError,
        ServerError,
        ServiceUnavailable,
        ThrottleTimeout,
        TransportError,
        Unauthorized,
        UnprocessableEntity,
        UnsupportedMediaType,
        UntrustedServer,
        ValidationError,
        WaitFailed,
        WaitTimeout,
    )
    from heroics_py.http.headers import Headers
    from heroics_py.http.messages import Request, Response
    from heroics_py.http.options import Options, Retry, Timeout
    from heroics_py.lint import check
    from heroics_py.model.api import Api
    from heroics_py.record import Record
    from heroics_py.testing import sandbox
    from heroics_py.tools.find import find
    from heroics_py.tools.gather import gather
    from heroics_py.tools.transfer import stream, upload
    from heroics_py.tools.wait import refresh, wait

__all__ = [
    "Api",
    "ApiWarning",
    "BadGateway",
    "BadRequest",
    "CallError",
    "Client",
    "Collection",
    "Conflict",
    "ConnectionFailed",
    "ContentRange",
    "DecodeError",
    "Forbidden",
    "GatewayTimeout",
    "Gone",
    "Headers",
    "HeroicsError",
    "InternalServerError",
    "Locked",
    "MethodNotAllowed",
    "NoSuchName",
    "NotAcceptable",
    "NotFound",
    "NotModified",
    "Options",
    "PagingError",
    "PaymentRequired",
    "PreconditionFailed",
    "Problem",
    "ProtocolError",
    "Range",
    "RangeNotSatisfiable",
    "RateLimited",
    "ReadOnlyError",
    "Record",
    "RedirectRefused",
    "Request",
    "RequestRefused",
    "RequestTimeout",
    "Response",
    "ResponseError",
    "ResponseTooLarge",
    "Retry",
    "SchemaError",
    "ServerError",
    "ServiceUnavailable",
    "ThrottleTimeout",
    "Timeout",
    "TransportError",
    "Unauthorized",
    "UnprocessableEntity",
    "UnsupportedMediaType",
    "UntrustedServer",
    "ValidationError",
    "WaitFailed",
    "WaitTimeout",
    "__version__",
    "cache_info",
    "check",
    "connect",
    "find",
    "gather",
    "links",
    "rate_limit",
    "read",
    "refresh",
    "sandbox",
    "stream",
    "upload",
    "wait",
]

_HOMES = {
    "heroics_py.tools.gather": ("gather",),
    "heroics_py.client": ("Client",),
    "heroics_py.client.records": ("links",),
    "heroics_py.client.connect": ("connect", "read"),
    "heroics_py.lint": ("check",),
    "heroics_py.tools.find": ("find",),
    "heroics_py.client.status": ("cache_info", "rate_limit"),
    "heroics_py.call.collection": ("Collection",),
    "heroics_py.http.headers": ("Headers",),
    "heroics_py.http.messages": ("Request", "Response"),
    "heroics_py.model.api": ("Api",),
    "heroics_py.http.options": ("Options", "Retry", "Timeout"),
    "heroics_py.tools.wait": ("refresh", "wait"),
    "heroics_py.call.ranges": ("ContentRange", "Range"),
    "heroics_py.record": ("Record",),
    "heroics_py.testing": ("sandbox",),
    "heroics_py.tools.transfer": ("stream", "upload"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load what the package exports when it is first asked for, so that importing it costs next to nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'heroics_py' has no attribute {name!r}")
    from importlib import import_module

    from heroics_py.support.loading import load_modules

    home = _HOME_OF.get(name, "heroics_py.errors")
    load_modules(home)
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
