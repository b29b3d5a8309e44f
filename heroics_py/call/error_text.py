"""What an API says of an error: the usual forms of it, read as sentences."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from heroics_py.support.json_types import Json

__all__ = ["Explanation", "explanation_of"]

_MESSAGES = (
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
_HEADLINES = ("title", "error", "reason")
_IDS = ("id", "code", "Code", "status", "__type", "type")
_URLS = ("url", "documentation_url", "error_uri", "help")
_INNER = ("error", "fault", "Error", "message")
_LISTS = ("errors", "message", "detail", "details", "invalid-params", "invalid_params", "violations", "messages")
_PLACES = ("loc", "field", "name", "pointer", "path", "parameter", "attribute", "property")
_AROUND = frozenset({"body", "query", "path", "header"})
_WITHOUT_A_FIELD = frozenset({"base", "non_field_errors", "__all__", "*"})
_MOST = 20
_LONGEST = 500
_MAX_DEPTH = 5


class Explanation(NamedTuple):
    """What an API says of an error.

    Attributes:
        message: in sentences; None if it says nothing in a known form.
        id: the name of the error.
        url: where to read more.
    """

    message: str | None = None
    id: str | None = None
    url: str | None = None


def explanation_of(said: Json) -> Explanation:
    """Return what the JSON of an error says, as JSON:API, OAuth, RFC 9457, GraphQL and web frameworks write it."""
    if isinstance(said, list) and said and all(isinstance(each, dict | str) for each in said):
        said = {"errors": said}
    if not isinstance(said, dict):
        return Explanation()
    ways = list(_ways(said))
    single = _single(said)
    sources = [*ways, *([single] if single else [])]
    return Explanation(
        message=_sentences(said) or _fields(said),
        id=_name(sources),
        url=_first(sources, _URLS),
    )


def _ways(said: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """Yield the objects that may name the error, the innermost first."""
    inner = [said[name] for name in _INNER if isinstance(said.get(name), dict)]
    yield from (each for each in inner if isinstance(each, dict))
    yield said


def _single(said: dict[str, Json]) -> dict[str, Json] | None:
    errors = said.get("errors")
    return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else None


def _name(sources: list[dict[str, Json]]) -> str | None:
    """Return the name of the error: a word before a number, which is often the status once more."""
    found = [text for each in sources for name in _IDS if (text := _plain(each.get(name)))]
    statuses = [_plain(each.get("status")) for each in sources]
    words = [text for text in found if not text.isdigit()]
    return next(iter(words or [text for text in found if text not in statuses]), None)


def _fields(said: dict[str, Json]) -> str | None:
    """Return what an object says that holds nothing but fields, each with its reasons."""
    if not said or not all(isinstance(each, list) and each for each in said.values()):
        return None
    return "; ".join(_reasons(said, _MAX_DEPTH - 1)) or None


def _first(sources: list[dict[str, Json]], names: tuple[str, ...]) -> str | None:
    return next((text for each in sources for name in names if (text := _plain(each.get(name)))), None)


def _plain(value: Json) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _sentences(said: dict[str, Json], depth: int = 0) -> str | None:
    """Return the message of an object with the reasons that it lists, each once."""
    if depth > _MAX_DEPTH:
        return None
    inner = next((said[name] for name in _INNER if isinstance(said.get(name), dict)), None)
    head = _sentences(inner, depth + 1) if isinstance(inner, dict) else None
    head = head or _headline(said)
    reasons = [each for name in _LISTS for each in _reasons(said.get(name), depth + 1)]
    reasons = [each for each in dict.fromkeys(reasons) if not head or each not in head][:_MOST]
    parts = ([head] if head else []) + (["; ".join(reasons)] if reasons else [])
    return ": ".join(each.rstrip(".:") if at + 1 < len(parts) else each for at, each in enumerate(parts)) or None


def _headline(said: Mapping[str, Json]) -> str:
    message = next((text for name in _MESSAGES if (text := _plain(said.get(name)))), "")
    named = next((text for name in _HEADLINES if (text := _plain(said.get(name)))), "")
    is_told = not message or not named or named.lower() in message.lower()
    if "error_description" in said or "title" in said:
        return f"{named}: {message}" if not is_told else message or named
    return message or named


def _reasons(value: Json, depth: int) -> Iterator[str]:
    """Yield what a list of reasons holds: texts, objects, or for each field its texts."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:_MOST]:
            yield from (
                _reasons(item, depth + 1) if not isinstance(item, str) else ([item.strip()] if item.strip() else [])
            )
    elif isinstance(value, dict) and (told := _sentences(value, depth + 1)):
        place = _place(value)
        yield f"{place}: {told}" if place and place not in told else told
    elif isinstance(value, dict):
        for name, below in list(value.items())[:_MOST]:
            texts = [below] if isinstance(below, str) else list(_reasons(below, depth + 1))
            yield from (text if name in _WITHOUT_A_FIELD else f"{name}: {text}" for text in texts)


def _place(value: Mapping[str, Json]) -> str:
    source = value.get("source")
    for holder in (value, source if isinstance(source, dict) else {}):
        for name in _PLACES:
            found = holder.get(name)
            if isinstance(found, list) and found:
                steps = found[1:] if len(found) > 1 and found[0] in _AROUND else found
                return ".".join(map(str, steps))[:_LONGEST]
            if isinstance(found, str) and found:
                return found
    return ""
