"""Errors as sentences for an assistant, with what it can do about them."""

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.replies import Reply, Source
from heroics_py.errors import (
    CallError,
    Forbidden,
    HeroicsError,
    NotFound,
    PreconditionFailed,
    RateLimited,
    RedirectRefused,
    ResponseError,
    SchemaError,
    ServerError,
    TransportError,
    Unauthorized,
    ValidationError,
)
from heroics_py.errors.calls import problem_text
from heroics_py.support.json_types import Json

__all__ = ["failure_reply"]

_ARGUMENTS = "Nothing was sent. Correct the arguments: describe lists those of this link."
_OTHER = "Try again later; if it remains so, tell the person."
_UNKNOWN = "It is unknown whether the API carried it out: read the thing before you call again."
# The first that fits.
_ADVICE: tuple[tuple[type[HeroicsError], str], ...] = (
    (ValidationError, _ARGUMENTS),
    (CallError, _ARGUMENTS),
    (Unauthorized, "Only the person can change the credentials: tell them."),
    (Forbidden, "Only the person can change what these credentials may do: tell them."),
    (NotFound, "Check the identity: a list link shows those that exist."),
    (PreconditionFailed, "The thing has changed: read it again before you call."),
    (RateLimited, "Wait before you call again."),
    (RedirectRefused, "The answer leads to another place, which this server does not follow."),
    (TransportError, "The API did not answer in a usable way. Try again later; if it remains so, tell the person."),
    (SchemaError, "This link can't be used: choose another, or tell the person."),
    (ServerError, "The API failed. Try again later; if it remains so, tell the person."),
    (ResponseError, "The API refused it: its message says why."),
)


def failure_reply(error: Exception, *, changed: bool = False) -> Reply:
    """Return an error as the answer of a tool.

    The words of an API, and those that quote a schema, are data. Those of `Refused` are ours.

    Args:
        error: what was raised.
        changed: whether a request that may change something was on its way.
    """
    if isinstance(error, Refused):
        closest: Json = {"did you mean": error.closest} if error.source else None
        return Reply(facts={"error": str(error)}, source=error.source, data=closest, is_error=True)
    if not isinstance(error, HeroicsError):
        text = f"{type(error).__name__} in this server. It is not about your arguments: tell the person."
        return Reply(facts={"error": text}, is_error=True)
    facts: dict[str, Json] = {"error": type(error).__name__}
    if isinstance(error, ResponseError) and error.status:
        facts["status"] = error.status
    is_open = isinstance(error, ServerError) or (isinstance(error, TransportError) and error.sent)
    facts["fix"] = (
        _UNKNOWN if changed and is_open else next((text for kind, text in _ADVICE if isinstance(error, kind)), _OTHER)
    )
    source: Source = "api" if isinstance(error, ResponseError | TransportError) else "schema"
    return Reply(facts=facts, source=source, data=_message(error), is_error=True)


def _message(error: HeroicsError) -> str:
    """Return the text of an error without the ways out that only a program has."""
    return problem_text(error.problems, error.link, "") if isinstance(error, ValidationError) else str(error)
