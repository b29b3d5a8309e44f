"""What attributes and indexes of values lead to."""

import ast
from dataclasses import replace

from heroics_py.model.identifiers import identifier
from heroics_py.usage.api_names import LINK_NAMES
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.use import ANY
from heroics_py.usage.values import (
    EMPTY,
    UNKNOWN,
    Answer,
    ApiClient,
    ApiLink,
    ApiResource,
    ApiScope,
    Bound,
    Box,
    ClassValue,
    Function,
    Instance,
    Library,
    Method,
    Module,
    Number,
    Partial,
    Reply,
    ScopeMember,
    Text,
    Values,
    is_of_api,
)

__all__ = ["attribute", "contain", "found_in_class", "is_iterable", "item", "leaves", "link_of", "parts_of"]

_UNKNOWN: Values = frozenset({UNKNOWN})
_CLIENT_METHODS = frozenset({"with_options", "close"})
_ABOUT_REPLIES = frozenset(
    {"status", "headers", "url", "method", "from_cache", "revalidated", "stale", "etag", "request_id", "media_type"}
)
_LONGEST_PATH = 8
_LONGEST_NAME = 100


def attribute(  # noqa: PLR0911 - a case for each kind of value
    analysis: Analysis, value: object, name: str, call: Call
) -> Values:
    """Return what an attribute of a value may be."""
    match value:
        case ApiClient() | ApiResource() | ApiScope() | ScopeMember() | ApiLink():
            return frozenset({_of_api(analysis, value, name)})
        case Answer():
            return _part(analysis, value, name)
        case Reply():
            return _of_reply(analysis, value, name)
        case Module():
            return analysis.member(value.name, name)
        case Library():
            held = frozenset(filter(is_of_api, analysis.stored(name).values))  # ``g.heroku = connect()``
            return held | ({Library(f"{value.name}.{name}")} if len(value.name) < _LONGEST_NAME else _UNKNOWN)
        case Instance():
            return _of_object(analysis, value, name, call)
        case ClassValue():
            return _of_class(value, value, name, analysis) or analysis.stored(name).values
        case Box() | Partial() | Text():
            return frozenset({Method(value, name)})
        case Function() | Bound():  # an object of another library, made from a function: what it returns
            function = value.function if isinstance(value, Bound) else value
            return analysis.attribute(frozenset(filter(is_of_api, function.returns.values)), name, call)
        case _:
            return _of_unknown(analysis, name)


def _of_unknown(analysis: Analysis, name: str) -> Values:
    """Return what an attribute of any object may be, as far as calls depend on it."""
    found: set[object] = set(filter(_is_lasting, analysis.stored(name).values))
    for each in analysis.member_of_classes(name).values:
        if isinstance(each, Function) and any(map(is_of_api, each.returns.values)):
            found |= set(filter(is_of_api, each.returns.values)) if each.is_property else {Bound(each, UNKNOWN)}
    return _UNKNOWN | found


def _of_reply(analysis: Analysis, reply: Reply, name: str) -> Values:
    if name in {"data", "value"}:
        return frozenset({reply.answer})
    if name in {"read_json", "take_json", "json"}:
        return frozenset({Method(reply, name), reply.answer})
    if name not in _ABOUT_REPLIES:
        analysis.read(frozenset({reply.answer}))
    return _UNKNOWN


def item(analysis: Analysis, owners: Values, keys: Values, second: Values = EMPTY) -> Values:
    """Return what an index may lead to: ``owner[key]``, or ``owner[key, second]``."""
    return EMPTY.union(*(_item(analysis, owner, keys, second) for owner in owners)) if owners else _UNKNOWN


def _item(analysis: Analysis, owner: object, keys: Values, second: Values) -> Values:
    texts = [each.value for each in keys if isinstance(each, Text)]
    is_known = bool(texts) and len(texts) == len(keys)
    match owner:
        case ApiClient():
            names = [analysis.names.resource(text) for text in texts] + ([] if is_known else [ANY])
            resources: Values = frozenset(ApiResource(name, owner.origin) for name in names)
            return _links(analysis, resources, second) if second else resources
        case ApiResource() | ScopeMember():
            analysis.identify(keys)
            name = owner.name if isinstance(owner, ApiResource) else analysis.names.resource_in_scope(owner.name)
            return frozenset({ApiScope(name, owner.origin)})
        case ApiScope():  # ``scope["config-var"]``
            names = [identifier(text) for text in texts] + ([] if is_known else [ANY])
            return frozenset(ScopeMember(owner.resource, name, owner.origin) for name in names)
        case Answer():
            return _answer_item(analysis, owner, keys, texts, is_known=is_known)
        case Box():
            return _box_item(owner, texts, is_known=is_known)
        case Instance():
            method = found_in_class(owner.of, "__getitem__")
            functions = frozenset(Bound(each, owner) for each in method if isinstance(each, Function))
            return analysis.call_silently(functions, Arguments([keys])) if functions else parts_of(owner.of)
        case _:
            stored = EMPTY.union(*(analysis.stored(text).values for text in texts))  # ``session["client"]``
            return _UNKNOWN | frozenset(filter(_is_lasting, stored))


def contain(analysis: Analysis, member: Values, container: Values) -> None:
    """Note what ``member in container`` reads."""
    answers = frozenset(each for each in container if isinstance(each, Answer))
    analysis.read(item(analysis, answers, member) if answers else member)
    analysis.read(leaves(analysis.items(container - answers)))


def leaves(values: Values) -> Values:
    """Return the parts of answers among values."""
    return frozenset(each for each in values if isinstance(each, Answer) and each.path)


def _box_item(box: Box, texts: list[str], *, is_known: bool) -> Values:
    if is_known and box.is_dict:
        return EMPTY.union(*(box.at(text) for text in texts))
    return box.values()


def _answer_item(analysis: Analysis, owner: Answer, keys: Values, texts: list[str], *, is_known: bool) -> Values:
    if texts and not owner.path and not owner.is_item and owner.call.rpartition(".")[2].startswith("list"):
        item_ = replace(owner, is_item=True)  # a list is indexed by the identity of an item
        analysis.identify(frozenset({item_}))
        return frozenset({item_})
    parts = EMPTY.union(*(_part(analysis, owner, text) for text in texts))
    if is_known:
        return parts
    if not any(isinstance(each, Number) for each in keys):
        analysis.read(frozenset({owner}))  # a key that is computed
    return parts | {owner}


def _part(analysis: Analysis, answer: Answer, name: str) -> Values:
    if len(answer.path) >= _LONGEST_PATH:
        analysis.read(frozenset({answer}))
        return _UNKNOWN
    part = Answer(answer.site, answer.call, (*answer.path, name))
    if not analysis.drafts.admit(part):
        analysis.read(frozenset({Answer(answer.site, answer.call)}))
        return _UNKNOWN
    analysis.look(part)
    return frozenset({part})


def _of_api(analysis: Analysis, value: object, name: str) -> object:
    match value:
        case ApiClient():
            return (
                Method(value, name)
                if name in _CLIENT_METHODS
                else ApiResource(analysis.names.resource(name), value.origin)
            )
        case ApiResource():
            return ApiLink(f"{value.name}.{analysis.names.link(value.name, name)}", value.origin)
        case ApiScope():
            return ScopeMember(value.resource, name, value.origin)
        case ScopeMember():
            return _of_member(analysis, value, name)
        case _:
            return Method(value, name)


def _of_member(analysis: Analysis, member: ScopeMember, name: str) -> object:
    """Return what ``scope.member.name`` is: a method of a link, or a link of another resource."""
    is_link = analysis.names.is_own_link(member.resource, member.name)
    if is_link or (is_link is None and name in LINK_NAMES):
        return Method(link_of(analysis, member), name)
    resource = analysis.names.resource_in_scope(member.name)
    return ApiLink(f"{resource}.{analysis.names.link(resource, name)}", member.origin)


def link_of(analysis: Analysis, member: ScopeMember) -> ApiLink:
    """Return the link that an attribute of a scope is, if it is one."""
    return ApiLink(f"{member.resource}.{analysis.names.link(member.resource, member.name)}", member.origin)


def _links(analysis: Analysis, resources: Values, words: Values) -> Values:
    links: set[object] = set()
    for resource in resources:
        if isinstance(resource, ApiResource):
            for word in words:
                name = analysis.names.link(resource.name, word.value) if isinstance(word, Text) else ANY
                links.add(ApiLink(f"{resource.name}.{name}", resource.origin))
    return frozenset(links)


def _of_object(analysis: Analysis, value: Instance, name: str, call: Call) -> Values:
    found = _of_class(value.of, value, name, analysis)
    stored = analysis.held(value.of, name).values
    if not found and not stored:
        found = _delegated(analysis, value, name, call)
    return found | stored | _stored_in_bases(analysis, value.of, name)


def _of_class(owner: ClassValue, value: object, name: str, analysis: Analysis) -> Values:
    found: set[object] = set()
    for each in found_in_class(owner, name):
        if not isinstance(each, Function) or each.is_static:
            found.add(each)
        elif each.is_property and isinstance(value, Instance):
            found |= analysis.call_silently(frozenset({Bound(each, value)}), Arguments())
        elif each.is_class_method or isinstance(value, Instance):
            found.add(Bound(each, owner if each.is_class_method else value))
        else:
            found.add(each)
    return frozenset(found)


def parts_of(owner: ClassValue) -> Values:
    """Return all that objects of a class hold, such as the fields of a named tuple."""
    return EMPTY.union(*(cell.values for cell in list(owner.attributes.values())))


def is_iterable(owner: ClassValue) -> bool:
    """Return whether a class of the program says itself what an iteration over its objects yields."""
    return any(found_in_class(owner, name) for name in ("__iter__", "__aiter__", "__getitem__"))


def found_in_class(owner: ClassValue, name: str) -> Values:
    """Return what a class, or the first base that has the name, defines."""
    found: Values = EMPTY
    classes = [owner]
    for each in classes:  # which grows: each class once, although many paths may lead to it
        if name in each.names:
            found |= each.names[name].values
        else:
            _add_bases(classes, each)
    return found


def _stored_in_bases(analysis: Analysis, owner: ClassValue, name: str) -> Values:
    classes = [owner]
    for each in classes:  # which grows
        _add_bases(classes, each)
    return EMPTY.union(*(analysis.held(each, name).values for each in classes[1:]))


def _add_bases(classes: list[ClassValue], owner: ClassValue) -> None:
    classes += [each for each in owner.bases.values if isinstance(each, ClassValue) and each not in classes]


def _delegated(analysis: Analysis, value: Instance, name: str, call: Call) -> Values:
    """Return what ``__getattr__`` returns, or what other classes store in an attribute of this name."""
    for each in found_in_class(value.of, "__getattr__") if not name.startswith("_") else ():
        match each:
            case Function(node=ast.FunctionDef(body=[*_, ast.Return(ast.Call(ast.Name("getattr"), [inner, *_]))])):
                frame = analysis.frame_of(each)
                analysis.call_silently(frozenset({Bound(each, value)}), Arguments([EMPTY]))
                return analysis.attribute(analysis.evaluate(inner, frame), name, call)
            case Function():
                return analysis.call_silently(frozenset({Bound(each, value)}), Arguments([frozenset({Text(name)})]))
    # a subclass, or code elsewhere, may store it; or it is a method of a base that the files don't show
    return _of_unknown(analysis, name) | analysis.held(value.of, "").values | {Method(value, name)}


def _is_lasting(value: object) -> bool:
    """Return whether a value that some object stores may be meant by an attribute of any other."""
    return is_of_api(value) or isinstance(value, Instance | Answer | Reply)
