"""The names of resources and links, from tags, ids of operations, methods and paths."""

import re
from collections.abc import Callable, Iterable

from heroics_py.model.identifiers import identifier
from heroics_py.readers.english_words import is_plural, singular, slug, words_of
from heroics_py.readers.openapi.default_names import default_name
from heroics_py.readers.openapi.id_modules import without_module
from heroics_py.readers.openapi.id_order import verb_first, without_noun
from heroics_py.readers.openapi.operation import Operation, singulars
from heroics_py.readers.openapi.operation_ids import id_words, is_noise, segments_of, strip_layers
from heroics_py.readers.openapi.verbs import READING_VERBS, RELS, VERBS_OF_METHODS, synonyms_of
from heroics_py.support.values import Value

__all__ = ["LinkName", "link_name", "resource_name"]

_GROUP = re.compile(r"([A-Z][A-Za-z0-9]+)_[A-Z][A-Za-z0-9]*|([A-Za-z0-9]+(?:Controller|Service))[_.#/]\w+")
_PARTS = re.compile(r"[#/.:]")
_IDENTITIES = frozenset({"id", "uuid", "key", "name", "slug", "identifier", "ids", "guid"})
_WRAPPERS = frozenset({"collection", "item", "resource"})


class LinkName(Value):
    """The name of a link, with what follows from it.

    Attributes:
        name: its name in Python.
        aliases: further names that find it: less cut ones first, then the id, then synonyms such as "info" of "get".
        rel: the relation that the name means; empty if it means none.
    """

    name: str
    aliases: tuple[str, ...] = ()
    rel: str = ""


def resource_name(path: str, tags: Iterable[object], operation_id: str = "") -> str:
    """Return the name of the resource of an operation.

    It is the first tag other than a version or "default", else the group that the id names, else the first noun of the
    path.

    Args:
        path: the path of the operation.
        tags: its tags; only texts count.
        operation_id: its id; empty without one.
    """
    texts = [tag for tag in tags if isinstance(tag, str)]
    for tag in texts:
        if name := _tag_name(tag):
            return name
    if (group := _GROUP.fullmatch(operation_id)) and (name := _tag_name(group[1] or group[2])):
        return name
    literals = _after_version([segment.partition("(")[0] for segment in segments_of(path)])
    nouns = [literal for literal in literals if literal and "{" not in literal]
    parts = [part for part in _PARTS.split(operation_id)[:-1] if part in nouns and not is_noise(part)]
    if part := next(reversed(parts), ""):
        return slug(part) or part
    chosen = next((noun for noun in nouns if not is_noise(noun)), "") or next(iter((*nouns, *texts)), "")
    return slug(chosen) or chosen or "root"


def _after_version(segments: list[str]) -> list[str]:
    """Return the segments after a version: orders of /public/v1/orders."""
    first = next((index for index, segment in enumerate(segments) if "{" in segment), len(segments))
    versions = [index for index, segment in enumerate(segments[:first]) if segment[1:2].isdigit() and is_noise(segment)]
    return segments[versions[-1] + 1 :] if versions and segments[versions[-1] + 1 : first] else segments


def _tag_name(tag: str) -> str:
    """Return the slug of a tag without layers, such as "controller"; empty if it says nothing."""
    tag = _without_package(tag)
    if is_noise(tag):
        return ""
    words = strip_layers(words_of(tag), is_joined=" " not in tag.strip())
    while len(words) > 1 and is_noise(words[0]) and (words[0] not in {"api", "apis"} or is_noise(words[1])):
        words = words[1:]
    noun = -2 if len(words) > 1 and tag.rstrip().endswith(")") and is_noise(words[-1]) else -1
    words[noun] = singular(words[noun])
    return "-".join(words)


def _without_package(tag: str) -> str:
    """Return the class of a tag that names its package, too: ItemService of shop.v1.ItemService."""
    *package, last = tag.split(".")
    is_class = any(is_noise(part) for part in package) or last.endswith(("Service", "Controller"))
    return last if package and last and is_class else tag


def link_name(  # noqa: PLR0913 - what a document says of an operation
    resource: str,
    method: str,
    path: str,
    operation_id: str = "",
    summary: str = "",
    *,
    is_list: Callable[[], bool | None] = lambda: None,
    modules: Iterable[str] = (),
) -> LinkName:
    """Return the name of an operation in its resource.

    Args:
        resource: the name of the resource, as `resource_name` returns it.
        method: the method of the operation.
        path: its path.
        operation_id: its id; empty without one.
        summary: what the document says in a few words; a name for unusual methods.
        is_list: returns whether the response is a list, None if the document does not say; called when words leave it
            open.
        modules: what ids of the document begin with, apart from their names.
    """
    operation = Operation(resource, method, path, summary, is_list)
    own_id = without_module(operation_id, modules)
    words = id_words(own_id, operation.method, path, resource) if operation_id else []
    cut = without_noun(words or [], operation)
    name = identifier(" ".join(_refined(cut, words or [], operation)))
    less_cut = [verb_first(words, operation), words] if words and len(words) > 1 else []
    if not name:
        # "get" at the start of an id is a verb; at its end it is the method.
        reads = "get" if cut or (words is None and operation_id.lower().startswith("get")) else ""
        name = default_name(operation, reads)
        name = "get" if words is None and name == "info" else name
        less_cut = [[default_name(operation, reads, owned=True)], words or []]
    verbs = [cut] if name == "list" and len(cut) == 1 and not synonyms_of(cut[0], "GET") else []
    spellings = [identifier(" ".join(each)) for each in (*less_cut, words_of(operation_id), *verbs)]
    synonyms = synonyms_of(name, operation.method)
    if name == "info" and not operation.is_item:
        synonyms = (*synonyms, "list")  # as far as the document says
    aliases = (*spellings, operation_id, *synonyms)
    unique = dict.fromkeys(alias for alias in aliases if alias and alias != name)
    return LinkName(name=name, aliases=tuple(unique), rel=RELS.get(name, ""))


def _refined(cut: list[str], words: list[str], operation: Operation) -> list[str]:
    """Return the words of an id in the order of a call: the verb first, in the form that the path gives it."""
    rest = _without_identity(verb_first(cut, operation), operation)
    verb = operation.method.lower()
    if rest == [verb, "list"]:
        rest = ["list"] if verb == "get" else [verb]
    elif len(rest) == 2 and rest[0] == verb and _is_wrapper(rest[1], operation):
        rest = ["list"] if rest == ["get", "collection"] else rest[:1]
    if operation.method == "GET" and len(rest) == 1 and rest[0] in READING_VERBS:
        return ["list"] if _is_list(words, operation) else rest
    return _with_own_verb(rest, operation)


def _is_wrapper(word: str, operation: Operation) -> bool:
    return word in _WRAPPERS and word not in singulars(words_of(operation.path))


def _with_own_verb(words: list[str], operation: Operation) -> list[str]:
    """Return "create" for "post" and so on, if an id has no further words than a path of one segment."""
    if words[:1] != [operation.method.lower()] or operation.method not in VERBS_OF_METHODS:
        return words
    nouns = words[1:]
    if operation.method == "POST" and nouns == operation.tail and operation.is_below_item:
        return words_of(default_name(operation))
    if nouns and (nouns != operation.tail or len(operation.segments) > 1):
        return words
    if nouns and operation.method == "POST":
        nouns = [*nouns[:-1], singular(nouns[-1])]
    return [VERBS_OF_METHODS[operation.method], *nouns]


def _is_list(words: list[str], operation: Operation) -> bool:
    """Return whether an operation that reads means several things, by its id and path, unless its response is one."""
    if operation.is_item:
        return False
    noun = operation.unversioned_noun[-1]
    names = [name[-1] for name in (operation.tail, words[1:], words[:-1]) if name]
    is_many = any(is_plural(name) and singular(name) == noun for name in names)
    return is_many and operation.is_list is not False


def _is_tail(word: str, operation: Operation) -> bool:
    """Return whether the path ends with another literal, or with one thing of this kind."""
    return not operation.is_item or [word] == singulars(operation.tail[-1:])


def _without_identity(words: list[str], operation: Operation) -> list[str]:
    """Remove "by id" at the end of an id, if the path names one thing of the resource by that variable.

    Next to another noun it is removed for any variable: "rotate key by app id" of /apps/{appId}/key.
    """
    if "by" not in words[1:] or words[0] == "find":
        return words
    at = len(words) - 1 - words[::-1].index("by")
    named = "".join(words[at + 1 :])
    variables = ["".join(words_of(variable)) for variable in operation.own_variables]
    is_named = any(variable.endswith(named) or named in _IDENTITIES for variable in variables)
    if at > 1 and named.endswith("id") and (named != "id" or operation.is_item) and _is_tail(words[at - 1], operation):
        is_named = is_named or any("".join(words_of(each)).endswith(named) for each in operation.variables)
    return words[:at] if named and is_named else words
