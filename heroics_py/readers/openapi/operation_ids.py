"""The words of an operationId that say something, without what frameworks put around them.

framework                     operationId                          words
----------------------------  -----------------------------------  ---------------
FastAPI                       read_item_items__item_id__get        read item
Django REST framework         api_v1_items_partial_update          partial update
NestJS                        ItemsController_findAll_v1           find all
Spring                        getItemUsingGET_1                    get item
NSwag                         ItemsGET2                            get
gRPC, goa, Azure, LoopBack    ItemService_ListItems2, items#list   list items; list
connexion                     app.api.items.search                 search
Swagger Codegen, Stripe       itemsItemIdGet, GetItemsItem         get
"""

import re

from heroics_py.readers.english_words import singular, words_of

__all__ = ["METHODS", "id_words", "is_noise", "segments_of", "strip_layers"]

METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})
_LAYERS = frozenset({"controller", "service", "resource", "endpoint", "handler", "viewset", "api", "apis", "router"})
# Words of a path or a module that name no thing of the API.
_NOISE = frozenset({"api", "apis", "rest", "restapi", "default", "latest", "index", "php", "services"})
_MODULES = frozenset(
    {"app", "src", "server", "main", "views", "routes", "controllers", "handlers", "endpoints", "resources", "swagger"}
)
_VERSION = re.compile(r"(?:api)?(?:v?\d+(?:(?:alpha|beta|rc|p)\d*)?|\d{6,})", re.ASCII)
_DATED = re.compile(r"v?\d+(?:[._-]\d+)+(?:[._-]?(?:alpha|beta|rc|preview)[\d.]*)?", re.ASCII | re.IGNORECASE)
_MEANINGLESS = re.compile(r"(?=.*\d)(?:[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_METHOD_SUFFIX = re.compile(r"Using(?:GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS)(?:_\d+)?$")
_METHOD_PREFIX = re.compile(r"(?:get|put|post|delete|patch|head|options)~")
_COUNT_SUFFIX = re.compile(
    r"(?:(?<=[A-Za-z])[_#]\d{1,3}|(?<=GET|PUT)\d{1,3}|(?<=POST)\d{1,3}|(?<=DELETE)\d{1,3}|\[\d{1,3}\])$"
)
_METHOD_AFTER_WORDS = re.compile(r"(\.[a-z]+[A-Z]\w*)_(?:get|put|post|delete|patch)$")
_NEST_VERSION = re.compile(r"(?<=[A-Za-z])_v\d+(?:\.\d+)*$")
_HATEOAS = re.compile(r"(?:get|put|post|patch|delete)(?:Collection|Item)Resource-")
_SUFFIX = re.compile(r"\.(?:json|xml|ya?ml)$")
_PARTS = re.compile(r"[#/.:]+")
_MAX_ID_LENGTH = 300
_MAX_SEGMENTS = 30


def is_noise(segment: str) -> bool:
    """Return whether a segment of a path, or a tag, is a version or a word such as "api"."""
    words = words_of(segment)
    return bool(_DATED.fullmatch(segment)) or all(word in _NOISE or _VERSION.fullmatch(word) for word in words)


def segments_of(path: str) -> list[str]:
    """Return the segments of a path; a custom method after a colon is a segment of its own."""
    parts = path.partition("#")[0].partition("?")[0].split("/")
    segments = [_SUFFIX.sub("", part) for part in parts if part]
    *others, last = segments or [""]
    before, colon, method = last.rpartition(":")
    if colon and before and method and "}" not in method:
        others += [before]
        last = method
    return [*others, last][:_MAX_SEGMENTS] if last else others


def strip_layers(words: list[str], *, is_joined: bool = True) -> list[str]:
    """Remove the layer of a program at the end of a name: "item controller" is item.

    Args:
        words: the words of the name.
        is_joined: whether they were written as one, such as ItemService; "Customer Service" may be a thing.
    """
    if len(words) > 1 and (words[-1] in {"controller", "api", "apis"} or (is_joined and words[-1] in _LAYERS)):
        return [*words[:-2], *(word for word in words[-2:-1] if word not in {"entity", "rest"} or len(words) == 2)]
    return words


def id_words(operation_id: str, method: str, path: str, resource: str) -> list[str] | None:
    """Return the words of an operationId without the framework's additions; None if it repeats the method and path.

    Args:
        operation_id: the id.
        method: the method of the operation, in capitals.
        path: its path.
        resource: the name of its resource.
    """
    text = operation_id.strip()[:_MAX_ID_LENGTH]
    if _MEANINGLESS.fullmatch(text):
        return []
    for pattern in (_METHOD_PREFIX, _METHOD_SUFFIX, _COUNT_SUFFIX, _NEST_VERSION):
        text = pattern.sub("", text) or text
    text = _METHOD_AFTER_WORDS.sub(r"\1", text)
    own = resource.split("-")
    before, hash_sign, after = text.partition("#")
    if hash_sign and words_of(after) and _is_method_and_path(before, method, path):
        return words_of(after)
    if _is_method_and_path(text, method, path):
        return None
    if _HATEOAS.match(text):
        return [method.lower()]
    text = text if _PARTS.search(text) else _without_path_prefix(_without_path_suffix(text, path), path)
    words = words_of(_last_part(text, own))
    return _without_prefix(_without_count(words, own), own, path, is_underscored="_" in text)


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _spellings(segment: str) -> tuple[str, ...]:
    """Return the ways in which ids spell a segment of a path."""
    if "{" not in segment:
        return (_squeezed(segment),)
    variable, literal = _squeezed(segment), _squeezed(segment.partition("{")[0])
    kinds = (variable, f"{literal}id", f"by{variable}", "byid", singular(variable), literal)
    return tuple(dict.fromkeys(kinds))


def _ends_of_path(text: str, start: int, segments: list[str]) -> set[int]:
    """Return where a path that begins at ``start`` of a squeezed text can end."""
    ends = {start}
    for segment in segments:
        spellings = _spellings(segment)
        ends = {at + len(each) for at in ends for each in spellings if text.startswith(each, at)}
        if not ends:
            break
    return ends


def _is_method_and_path(text: str, method: str, path: str) -> bool:
    """Return whether an id consists of a method and a path with a variable: itemsItemIdGet, getItemsItemid."""
    segments = segments_of(path)
    if len(segments) < 2:
        return False
    squeezed, verb = _squeezed(text), method.lower()
    if squeezed.endswith(verb):
        bodies = [squeezed[: -len(verb)]]
    elif squeezed.startswith(verb):
        bodies = [squeezed[len(verb) :]]
    else:
        return False
    while segments:
        for body in bodies:
            if len(segments) > 1 and len(body) in _ends_of_path(body, 0, segments) and _has_more(body, segments):
                return True
        if not is_noise(segments[0]):
            return False
        segments = segments[1:]
    return False


def _has_more(body: str, segments: list[str]) -> bool:
    """Return whether an id spells more of a path than its first noun."""
    return body != _squeezed(next((each for each in segments if "{" not in each and not is_noise(each)), ""))


def _without_path_suffix(text: str, path: str) -> str:
    """Remove the path and the method that FastAPI puts at the end of an id."""
    squeezed = _squeezed(text)
    verb = next((verb for verb in METHODS if squeezed.endswith(verb)), "")
    if not verb:
        return text
    body = squeezed[: -len(verb)]
    segments = segments_of(path)
    for first in range(len(segments) + 1):
        tail = segments[first:]
        exact = "".join(_squeezed(segment) for segment in tail)
        if body.endswith(exact) and (exact or text.lower().endswith(f"__{verb}")):
            return _first_letters(text, len(body) - len(exact)) or text
        if tail and not is_noise(tail[0]) and first:
            break
    return text


def _without_path_prefix(text: str, path: str) -> str:
    """Remove the path, with its variables, that Litestar puts in front of an id."""
    exact = "".join(_squeezed(segment) for segment in segments_of(path))
    if "{" not in path or not text.isalnum() or not text.lower().startswith(exact):
        return text
    rest = text[len(exact) :]
    return rest if rest[:1].isupper() and (len(words_of(rest)) > 1 or path.endswith("}")) else text


def _first_letters(text: str, count: int) -> str:
    """Return the part of a text that contains its first letters and digits, ``count`` of them."""
    for index, letter in enumerate(text):
        if not count:
            return text[:index].rstrip("_-. /")
        count -= letter.isalnum()
    return text


def _last_part(text: str, resource: list[str]) -> str:
    """Return an id without the module, the class or the tag in front: "items#list" is list."""
    parts = [part for part in _PARTS.split(text) if part]
    own = _joined(resource)
    for index in range(len(parts) - 2, -1, -1):
        words = strip_layers(words_of(parts[index]))
        if _joined(words) == own or _is_class(parts[index]):
            return " ".join(parts[index + 1 :])
    while len(parts) > 1 and (is_noise(parts[0]) or parts[0].lower() in _MODULES):
        parts = parts[1:]
    return " ".join(parts)


def _is_class(part: str) -> bool:
    """Return whether a part of an id is the class of a program: PartsController, PartsResource."""
    words = words_of(part)
    return words[-1:] == ["controller"] or (part[:1].isupper() and len(words) > 1 and words[-1] in _LAYERS)


def _joined(words: list[str]) -> str:
    return "".join(singular(word) for word in words)


def _without_count(words: list[str], resource: list[str]) -> list[str]:
    """Remove a number that distinguishes ids: "list items2" of item."""
    noun = words[-1].rstrip("0123456789") if words else ""
    return [*words[:-1], noun] if noun and noun != words[-1] and singular(noun) == resource[-1] else words


def _without_prefix(words: list[str], resource: list[str], path: str, *, is_underscored: bool) -> list[str]:
    """Remove versions, the path and the resource in front of the words that say something."""
    rest = words if _joined(words[: len(resource)]) == _joined(resource) else _without_noise(words)
    if is_underscored:
        rest = _without_path_words(rest, resource, path)
    for size in range(1, min(len(rest) - 1, len(resource) + 1) + 1):
        head = rest[:size]
        layered = size > 1 and head[-1] in _LAYERS
        names = strip_layers(head) if layered else head
        if _joined(names) == _joined(resource):
            after = rest[size:]
            return after[1:] if len(after) > 1 and after[0] in _LAYERS and is_underscored else after
    return [word for word in rest[:-1] if word != "controller" or not is_underscored] + rest[-1:]


def _without_noise(words: list[str]) -> list[str]:
    rest = words
    while len(rest) > 1 and (rest[0] == "api" or _VERSION.fullmatch(rest[0])):
        rest = rest[1:]
    return rest


def _without_path_words(words: list[str], resource: list[str], path: str) -> list[str]:
    """Remove the words of a path in front, up to the resource: "api v1 items list" is items list."""
    rest = words
    for segment in segments_of(path):
        spelled = words_of(segment)
        if "{" in segment:
            continue
        if _joined(spelled) == _joined(resource) or rest[: len(spelled)] != spelled or len(rest) <= len(spelled):
            break
        if not is_noise(segment):
            break
        rest = rest[len(spelled) :]
    return rest
