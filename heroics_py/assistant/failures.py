"""Errors as sentences for an assistant, with what it can do about them."""

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.replies import Reply, Source
from heroics_py.errors import (
    AnswerError,
    CallError,
    DecodeError,
    Forbidden,
    HeroicsError,
    NotFound,
    PreconditionFailed,
    RateLimited,
    RedirectRefused,
    RequestRefused,
    ResponseError,
    SchemaError,
    ServerError,
    TransportError,
    Unauthorized,
    ValidationError,
)
from heroics_py.errors.calls import problem_text
from heroics_py.support.json_types import Json
from heroics_py.writers.shell_advice import shell_advice

__all__ = ["failure_reply"]

_ARGUMENTS = "The arguments do not fit this link, and nothing was sent"
_DESCRIBE = "Correct them: describe lists those of this link."
_FAILED = "The call failed"
_OTHER = "Try again later; if it remains so, tell the person."
_UNKNOWN = "It is unknown whether the API carried it out: read the thing before you call again."
# What happened, and what to do: the first that fits.
_WORDS: tuple[tuple[type[HeroicsError], str, str], ...] = (
    (ValidationError, _ARGUMENTS, _DESCRIBE),
    (CallError, _ARGUMENTS, _DESCRIBE),
    (Unauthorized, _FAILED, "Only the person can change the credentials: tell them."),
    (Forbidden, _FAILED, "Only the person can change what these credentials may do: tell them."),
    (NotFound, _FAILED, "Check the identity: a list link shows those that exist."),
    (PreconditionFailed, _FAILED, "The thing has changed: read it again before you call."),
    (RateLimited, _FAILED, "Wait before you call again."),
    (RedirectRefused, "The response leads to another place, which this server does not follow", "Tell the person."),
    (RequestRefused, "HTTP can't carry this request, and nothing was sent", "Shorten or correct the arguments."),
    (TransportError, "No usable response came", _OTHER),
    (SchemaError, "This link can't be used", "Choose another link, or tell the person."),
    (ServerError, "The API failed", _OTHER),
    (ResponseError, "The API refused it", "Its message says why."),
    (HeroicsError, _FAILED, _OTHER),
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
        return Reply(facts={"error": text, **({"fix": _UNKNOWN} if changed else {})}, is_error=True)
    happened, advice = next(words for kind, *words in _WORDS if isinstance(error, kind))
    status = f"{error.status} " if isinstance(error, ResponseError) and error.status else ""
    is_open = isinstance(error, ServerError | DecodeError | AnswerError) or (
        isinstance(error, TransportError) and error.sent
    )
    facts: dict[str, Json] = {
        "error": f"{happened}: {status}{type(error).__name__}.",
        "fix": _UNKNOWN if changed and is_open else advice,
    }
    source: Source = "api" if isinstance(error, ResponseError | TransportError) else "schema"
    return Reply(facts=facts, source=source, data=_message(error), is_error=True)


def _message(error: HeroicsError) -> str:
    """Return the text of an error without the ways out that only a program has.

    The person at the server runs a command, so it says what they would type.
    """
    return (
        problem_text(error.problems, error.link, "") if isinstance(error, ValidationError) else shell_advice(str(error))
    )
