"""What the JSON of an error response says, as sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from heroics_py.support.json_types import Json

__all__ = ["Explanation", "explanation_of"]

_MESSAGE_KEYS = (
    "message",
    "Message",
    "error_description",
    "detail",
    "errorMessage",
    "faultstring",
    "msg",
    "description",
    "value",
)
_HEADLINE_KEYS = ("title", "error", "reason")
_ID_KEYS = ("id", "code", "Code", "status", "__type", "type")
_URL_KEYS = ("url", "documentation_url", "error_uri", "help")
_NESTED_KEYS = ("error", "fault", "Error", "message", "status")
_LIST_KEYS = (
    "errors",
    "message",
    "detail",
    "details",
    "invalid-params",
    "invalid_params",
    "violations",
    "messages",
    "extra",
)
_PLACE_KEYS = ("loc", "field", "name", "pointer", "path", "parameter", "attribute", "property", "key")
_LOCATIONS = frozenset({"body", "query", "path", "header"})
_NO_FIELD = frozenset({"base", "non_field_errors", "__all__", "*"})
_MAX_REASONS = 20
_MAX_LENGTH = 500
_MAX_DEPTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What an API says about an error.

    Attributes:
        message: in sentences; None if the response has no known form.
        id: the name of the error.
        url: a page about the error.
    """

    message: str | None = None
    id: str | None = None
    url: str | None = None


def explanation_of(error: Json) -> Explanation:
    """Return what the JSON of an error says.

    It knows the forms of JSON:API, OAuth, RFC 9457, GraphQL and common web frameworks.
    """
    if isinstance(error, list) and error and all(isinstance(each, dict | str) for each in error):
        error = {"errors": error}
    if not isinstance(error, dict):
        return Explanation()
    sources = [*_sources(error)]
    return Explanation(message=_message(error) or _field_reasons(error), id=_id(sources), url=_url(sources))


def _sources(error: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """Yield the objects that can name the error: nested ones, the error itself, and the first of its errors."""
    yield from (nested for key in _NESTED_KEYS if isinstance(nested := error.get(key), dict))
    yield error
    errors = error.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        yield errors[0]


def _id(sources: list[dict[str, Json]]) -> str | None:
    """Return the name of the error: a word rather than a number, which often repeats the status.

    "about:blank" says no more than the status (RFC 9457, 4.2.1).
    """
    names = (_text(each.get(key)) for each in sources for key in _ID_KEYS)
    texts = [text for text in names if text not in {"", "about:blank"}]
    statuses = [_text(each.get("status")) for each in sources]
    words = [text for text in texts if not text.isdigit()]
    return next(iter(words or [text for text in texts if text not in statuses]), None)


def _url(sources: list[dict[str, Json]]) -> str | None:
    """Return the URL of a page about the error; a sentence of help is not one."""
    texts = (_text(each.get(key)) for each in sources for key in _URL_KEYS)
    return next((text for text in texts if text and not any(map(str.isspace, text))), None)


def _field_reasons(error: dict[str, Json]) -> str | None:
    """Return the reasons in an object whose keys are all fields."""
    if not error or not all(isinstance(each, list) and each for each in error.values()):
        return None
    return "; ".join(_reasons(error, _MAX_DEPTH - 1)) or None


def _text(value: Json) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _message(error: dict[str, Json], depth: int = 0) -> str | None:
    """Return the message of an object with the reasons that it lists, each once."""
    if depth > _MAX_DEPTH:
        return None
    nested = next((error[key] for key in _NESTED_KEYS if isinstance(error.get(key), dict)), None)
    head = _message(nested, depth + 1) if isinstance(nested, dict) else None
    head = head or _headline(error)
    reasons = [reason for key in _LIST_KEYS for reason in _reasons(error.get(key), depth + 1)]
    reasons = [reason for reason in dict.fromkeys(reasons) if not head or reason not in head][:_MAX_REASONS]
    if not head or not reasons:
        return head or "; ".join(reasons) or None
    return f"{head.rstrip('.:')}: {'; '.join(reasons)}"


def _headline(error: Mapping[str, Json]) -> str:
    message = next((text for key in _MESSAGE_KEYS if (text := _text(error.get(key)))), "")
    title = next((text for key in _HEADLINE_KEYS if (text := _text(error.get(key)))), "")
    if "error_description" in error or "title" in error:
        is_repeated = not message or not title or title.lower() in message.lower()
        return message or title if is_repeated else f"{title}: {message}"
    return message or title


def _reasons(value: Json, depth: int) -> Iterator[str]:
    """Yield the reasons in a list of texts or objects, or in an object of fields."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:_MAX_REASONS]:
            if not isinstance(item, str):
                yield from _reasons(item, depth + 1)
            elif item.strip():
                yield item.strip()
    elif isinstance(value, dict) and (message := _message(value, depth + 1)):
        place = _place(value)
        yield f"{place}: {message}" if place and place not in message else message
    elif isinstance(value, dict):
        for name, child in list(value.items())[:_MAX_REASONS]:
            texts = [child] if isinstance(child, str) else list(_reasons(child, depth + 1))
            yield from (text if name in _NO_FIELD else f"{name}: {text}" for text in texts)


def _place(reason: Mapping[str, Json]) -> str:
    """Return the field that a reason names, if any."""
    source = reason.get("source")
    for holder in (reason, source if isinstance(source, dict) else {}):
        for key in _PLACE_KEYS:
            place = holder.get(key)
            if isinstance(place, list) and place:
                steps = place[1:] if len(place) > 1 and place[0] in _LOCATIONS else place
                return ".".join(map(str, steps))[:_MAX_LENGTH]
            if isinstance(place, str) and place:
                return place
    return ""
