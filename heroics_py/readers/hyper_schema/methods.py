"""Which methods a hyper-schema link offers, and the name of each.

Links of the newer drafts have no method: it follows from the relation and from hints about the target (JSON
Hyper-Schema 2019-09, 6.5.4, 9.1, 9.3 and 9.4).

    a link has                                      its methods
    ----------------------------------------------  ------------------------------------------------------------------
    method                                          that one
    targetHints.allow                               those
    submissionSchema, or a hint accept-post         POST, and GET if its relation is of something that can be read
    a hint accept-patch                             PATCH too (RFC 5789, 3.1)
    none of them                                    GET

Of several methods, one has the name from the title: that which its first word means ("Delete a thing"), else the
submission of a link to a thing, else the first. The others are named by what they do. No method that changes something
is ever called info or list.
"""

import re
from collections.abc import Mapping

from heroics_py.model.identifiers import identifier
from heroics_py.readers.fields import object_of, rel_of, text_at, texts_at
from heroics_py.support.json_types import Json

__all__ = ["hints_of", "methods_of", "name_of", "rel_for"]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
_AUXILIARY_METHODS = frozenset({"HEAD", "OPTIONS", "TRACE"})
_ORDER = ("GET", "POST", "PUT", "PATCH")
_COMMON_METHODS = frozenset({*_ORDER, *_AUXILIARY_METHODS, "DELETE"})
_METHOD = r"[A-Z0-9!#$%&'*+.^_`|~-]+"

# The relations of something that can be read, whatever else it takes.
_OF_THINGS = frozenset({"self", "item", "edit", "full", "up", "about", "describedby", "canonical", "alternate"})
_OF_COLLECTIONS = frozenset({"collection", "instances", "first", "last", "next", "prev", "previous", "search"})
_READABLE = _OF_THINGS | _OF_COLLECTIONS | {"create-form", "edit-form", "edit-media"}
# The relation by what a method does with the target (2019-09, 6.2).
_RELS = {
    ("collection", "GET"): "instances",
    ("collection", "POST"): "create",
    ("item", "GET"): "self",
    ("self", "PUT"): "update",
    ("self", "PATCH"): "update",
    ("self", "DELETE"): "destroy",
    ("item", "PUT"): "update",
    ("item", "PATCH"): "update",
    ("item", "DELETE"): "destroy",
}
_READING_NAMES = {"self": "info", "item": "info", "instances": "list", "collection": "list"}
# What the first word of a title says about the method.
_TITLE_METHODS = {
    **dict.fromkeys(("info", "list", "get", "show", "read", "view", "see", "retrieve", "fetch", "find", "look"), "GET"),
    **dict.fromkeys(("create", "add", "new", "submit", "post", "send", "register", "upload", "start"), "POST"),
    **dict.fromkeys(("replace", "put", "overwrite"), "PUT"),
    **dict.fromkeys(("update", "edit", "change", "modify", "patch"), "PATCH"),
    **dict.fromkeys(("delete", "destroy", "remove", "drop"), "DELETE"),
}
_VERBS = {"GET": "info", "PATCH": "update", "DELETE": "delete"}
_RESERVED_FOR_READING = frozenset({"info", "list"})


def methods_of(raw: Mapping[str, Json]) -> tuple[tuple[str, ...], str]:
    """Return the methods of a link in capitals, and why they are invalid, if they are."""
    value = raw.get("method")
    method = value.strip().upper() if isinstance(value, str) else ""
    if value and not _is_method(method):
        return ("GET",), f"invalid method {value!r:.80}: expected a word such as GET"
    if method:
        return (method,), ""
    allowed = [each for each in map(str.upper, hints_of(raw, "allow")) if _is_method(each)]
    if not allowed:
        takes_input = "submissionSchema" in raw or bool(hints_of(raw, "accept-post"))
        allowed = ["POST"] if takes_input else ["GET"]
        allowed += ["GET"] if rel_of(raw) in _READABLE else []
    if hints_of(raw, "accept-patch"):
        allowed.append("PATCH")
    return _ordered([each for each in allowed if each not in _AUXILIARY_METHODS] or allowed), ""


def rel_for(rel: str, method: str) -> str:
    """Return the relation of what a method of a newer link does with its target, in the words of older drafts."""
    return _RELS.get((rel, method), rel)


def name_of(raw: Mapping[str, Json], method: str, methods: tuple[str, ...], *, is_newer: bool) -> str:
    """Return the words for the name of a link with one of its methods; empty if its title or relation names it."""
    rel = rel_for(rel_of(raw), method) if is_newer else rel_of(raw)
    title = text_at(raw, "title")
    is_titled = bool(identifier(title))
    if len(methods) == 1 or (method == _titled_method(raw, methods) if is_titled else method == methods[0]):
        name = ""
    elif method in _SAFE_METHODS:
        return _READING_NAMES.get(rel) or _words_of(rel) or _verb(method, methods, rel)
    else:
        name = _verb(method, methods, rel)
    words = identifier(name or title) or _READING_NAMES.get(rel) or _words_of(rel)
    if method in _SAFE_METHODS or words not in _RESERVED_FOR_READING:
        return name
    own = "" if rel in _READING_NAMES or rel == "destroy" else _words_of(rel)
    return own if own and own not in _RESERVED_FOR_READING else _verb(method, methods, rel)


def _words_of(rel: str) -> str:
    return identifier(rel.rstrip("/").rpartition("/")[2])


def _titled_method(raw: Mapping[str, Json], methods: tuple[str, ...]) -> str:
    """Return the method that has its name from the title."""
    rel = rel_of(raw)
    words = identifier(text_at(raw, "title")).split("_")
    meant = _TITLE_METHODS.get(words[0], "")
    if meant == "PATCH" and "PATCH" not in methods:
        meant = "PUT"
    if meant in methods:
        return meant
    changing = [each for each in methods if each not in _SAFE_METHODS]
    if "submissionSchema" in raw and rel not in _OF_COLLECTIONS and changing and not meant:
        return changing[0]
    return methods[0]


def _verb(method: str, methods: tuple[str, ...], rel: str) -> str:
    """Return the word for what a method does."""
    if method == "PUT":
        return "replace" if "PATCH" in methods else "update"
    if method == "POST":
        return "create" if rel in {"create", "collection", "instances"} else "submit"
    if method in _VERBS:
        return _VERBS[method]
    word = identifier(method)
    return word if word and word not in _RESERVED_FOR_READING else "submit"


def hints_of(raw: Mapping[str, Json], name: str) -> list[str]:
    """Return the values of a hint about the target, a list or the text of a header field."""
    for key, value in object_of(raw.get("targetHints")).items():
        if key.lower() == name:
            texts = value.split(",") if isinstance(value, str) else texts_at({name: value}, name)
            return list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    return []


def _is_method(text: str) -> bool:
    return text in _COMMON_METHODS or re.fullmatch(_METHOD, text) is not None


def _ordered(methods: list[str]) -> tuple[str, ...]:
    """Return methods once each, from reading to deleting."""
    return tuple(sorted(dict.fromkeys(methods), key=lambda each: _ORDER.index(each) if each in _ORDER else 9))
