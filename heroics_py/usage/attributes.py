"""What attributes and indexes of values lead to."""

import ast
from dataclasses import replace

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

__all__ = ["attribute", "found_in_class", "item", "link_of"]

_UNKNOWN: Values = frozenset({UNKNOWN})
_CLIENT_METHODS = frozenset({"with_options", "close"})
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
            return frozenset({value.answer}) if name == "data" else _UNKNOWN
        case Module():
            return analysis.member(value.name, name)
        case Library():
            return frozenset({Library(f"{value.name}.{name}")}) if len(value.name) < _LONGEST_NAME else _UNKNOWN
        case Instance():
            return _of_object(analysis, value, name, call)
        case ClassValue():
            return _of_class(value, value, name, analysis) or analysis.stored(name).values
        case Box() | Partial():
            return frozenset({Method(value, name)})
        case Function() | Bound():  # an object of another library, made from a function: what it returns
            function = value.function if isinstance(value, Bound) else value
            return analysis.attribute(frozenset(filter(is_of_api, function.returns.values)), name, call)
        case _:
            return frozenset(filter(_is_lasting, analysis.stored(name).values)) | _UNKNOWN


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
        case Answer():
            return _answer_item(analysis, owner, keys, texts, is_known=is_known)
        case Box():
            return _box_item(owner, texts, is_known=is_known)
        case Instance():
            method = found_in_class(owner.of, "__getitem__")
            call = Arguments([keys])
            functions = frozenset(Bound(each, owner) for each in method if isinstance(each, Function))
            return analysis.call_silently(functions, call)
        case _:
            stored = EMPTY.union(*(analysis.stored(text).values for text in texts))  # ``session["client"]``
            return _UNKNOWN | frozenset(filter(_is_lasting, stored))


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
    # a subclass, or code elsewhere, may store it
    return frozenset(filter(_is_lasting, analysis.stored(name).values)) | _UNKNOWN


def _is_lasting(value: object) -> bool:
    """Return whether a value that some object stores may be meant by an attribute of any other."""
    return is_of_api(value) or isinstance(value, Instance | Answer | Reply)
