"""Everything that can go wrong, as one tree.

HeroicsError
├── SchemaError                             a schema can't be used
│   └── SchemaMoved                         it has changed since its lock, and breaks calls
├── CallError (TypeError)                   arguments don't fit the link
├── ValidationError (ValueError)            a value fails its schema
├── NoSuchName (KeyError)                   api["nmae"]
├── NoSuchAttribute (AttributeError)        api.nmae
├── ReadOnlyError                           a read-only client was asked to write
├── TransportError                          no usable response
│   ├── ConnectionFailed (ConnectionError)
│   │   └── UntrustedServer
│   ├── RequestRefused (ValueError)
│   ├── RequestTimeout (TimeoutError)
│   │   └── ThrottleTimeout                 also a RateLimited
│   ├── ProtocolError
│   ├── ResponseTooLarge
│   └── RedirectRefused
├── MissingCredentials (LookupError)        this process does not have a credential
├── OAuthError                              an authorization server gave no token
│   └── LoginRequired                       a person has to log in
├── DecodeError                             a body is not what its media type says
├── AnswerError (ValueError)                a response does not follow its schema
├── PagingError                             a list has no usable next page
├── LostOutcome                             nobody knows what came of a call of `gather`
├── CheckpointError                         the checkpoint of `gather` can't be used
├── TapeError                               a tape can't answer, be used or be written
├── WaitFailed                              the record says that it failed
├── WaitTimeout (TimeoutError)              the record did not change in time
└── ResponseError                           the server responded with an error
    ├── NotModified             304
    ├── BadRequest              400
    ├── Unauthorized            401
    ├── PaymentRequired         402
    ├── Forbidden               403
    ├── NotFound                404
    ├── MethodNotAllowed        405
    ├── NotAcceptable           406
    ├── Conflict                409
    ├── Gone                    410
    ├── PreconditionFailed      412
    ├── UnsupportedMediaType    415
    ├── RangeNotSatisfiable     416
    ├── UnprocessableEntity     422
    ├── Locked                  423
    ├── RateLimited             429
    └── ServerError             5xx
        ├── InternalServerError 500
        ├── BadGateway          502
        ├── ServiceUnavailable  503
        └── GatewayTimeout      504

UserWarning
├── AnswerWarning                           a response does not follow its schema
├── ApiWarning                              the API warns in the headers of a response
│   └── DeprecationNotice                   a link or a field is deprecated
├── LocalChangeWarning                      a method of dict changed a record, and a link has its name
├── PagingWarning                           a response has a sign of a next page that nothing follows
├── SchemaWarning                           a patch finds nothing in its schema, or the schema differs from its lock
└── ValidationWarning                       a value fails its schema, and is sent all the same
"""

from heroics_py.errors.base import HeroicsError
from heroics_py.errors.calls import (
    CallError,
    NoSuchAttribute,
    NoSuchName,
    Problem,
    ReadOnlyError,
    SchemaError,
    SchemaMoved,
    ValidationError,
)
from heroics_py.errors.credentials import MissingCredentials
from heroics_py.errors.many_calls import CheckpointError, LostOutcome
from heroics_py.errors.oauth import LoginRequired, OAuthError
from heroics_py.errors.responses import (
    AnswerError,
    BadGateway,
    BadRequest,
    Conflict,
    DecodeError,
    Forbidden,
    GatewayTimeout,
    Gone,
    InternalServerError,
    Locked,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    NotModified,
    PagingError,
    PaymentRequired,
    PreconditionFailed,
    RangeNotSatisfiable,
    RateLimited,
    ResponseError,
    ServerError,
    ServiceUnavailable,
    ThrottleTimeout,
    Unauthorized,
    UnprocessableEntity,
    UnsupportedMediaType,
    error_for,
)
from heroics_py.errors.tapes import TapeError
from heroics_py.errors.transport import (
    ConnectionFailed,
    ProtocolError,
    RedirectRefused,
    RequestRefused,
    RequestTimeout,
    ResponseTooLarge,
    TransportError,
    UntrustedServer,
)
from heroics_py.errors.waits import WaitFailed, WaitTimeout
from heroics_py.errors.warning import (
    AnswerWarning,
    ApiWarning,
    DeprecationNotice,
    LocalChangeWarning,
    PagingWarning,
    SchemaWarning,
    ValidationWarning,
    caller_line,
    warn,
    warning_at,
)

__all__ = [
    "AnswerError",
    "AnswerWarning",
    "ApiWarning",
    "BadGateway",
    "BadRequest",
    "CallError",
    "CheckpointError",
    "Conflict",
    "ConnectionFailed",
    "DecodeError",
    "DeprecationNotice",
    "Forbidden",
    "GatewayTimeout",
    "Gone",
    "HeroicsError",
    "InternalServerError",
    "LocalChangeWarning",
    "Locked",
    "LoginRequired",
    "LostOutcome",
    "MethodNotAllowed",
    "MissingCredentials",
    "NoSuchAttribute",
    "NoSuchName",
    "NotAcceptable",
    "NotFound",
    "NotModified",
    "OAuthError",
    "PagingError",
    "PagingWarning",
    "PaymentRequired",
    "PreconditionFailed",
    "Problem",
    "ProtocolError",
    "RangeNotSatisfiable",
    "RateLimited",
    "ReadOnlyError",
    "RedirectRefused",
    "RequestRefused",
    "RequestTimeout",
    "ResponseError",
    "ResponseTooLarge",
    "SchemaError",
    "SchemaMoved",
    "SchemaWarning",
    "ServerError",
    "ServiceUnavailable",
    "TapeError",
    "ThrottleTimeout",
    "TransportError",
    "Unauthorized",
    "UnprocessableEntity",
    "UnsupportedMediaType",
    "UntrustedServer",
    "ValidationError",
    "ValidationWarning",
    "WaitFailed",
    "WaitTimeout",
    "caller_line",
    "error_for",
    "warn",
    "warning_at",
]

for _name in __all__:  # tracebacks and pickles name the package, so that a class may move between its modules
    if isinstance(globals()[_name], type):
        globals()[_name].__module__ = __name__
del _name
