"""What calls in a program return, and where their arguments go."""

import ast

from heroics_py.usage import api_calls, boxes
from heroics_py.usage.answers import call_answer
from heroics_py.usage.attributes import found_in_class, item, link_of, parts_of
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.library_calls import call_library, run_by_name
from heroics_py.usage.texts import call_text
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
    Partial,
    Reply,
    ScopeMember,
    Text,
    Values,
    is_of_api,
)

__all__ = ["call", "call_function", "call_named", "items_of_api"]

_UNKNOWN: Values = frozenset({UNKNOWN})


def call(analysis: Analysis, functions: Values, arguments: Arguments, at: Call) -> Values:
    """Return what a call of any of the functions may return."""
    typed = analysis.types.get(at.site, frozenset())
    if typed and not any(is_of_api(each) for each in functions):
        return frozenset(api_calls.call_link(analysis, each, arguments, at) for each in typed)
    if not functions:
        return _call_unknown(analysis, arguments, at)
    return EMPTY.union(*(_call_one(analysis, each, arguments, at) for each in functions))


def call_named(analysis: Analysis, owners: Values, name: str, arguments: Arguments, at: Call) -> Values:
    """Return what a method of this name returns, of any of the values."""
    answers = frozenset(each for each in owners if isinstance(each, Answer))
    found = EMPTY.union(*(call_answer(analysis, each, name, arguments, at) for each in answers))
    if answers and answers == owners:
        return found
    return found | analysis.call(analysis.attribute(owners - answers, name, at), arguments, at)


def _call_one(  # noqa: PLR0911 - a case for each kind of value
    analysis: Analysis, function: object, arguments: Arguments, at: Call
) -> Values:
    match function:
        case ApiLink():
            return frozenset({api_calls.call_link(analysis, function, arguments, at)})
        case ScopeMember():
            link = link_of(analysis, function)
            return frozenset({api_calls.call_link(analysis, link, arguments, at, is_scoped=True)})
        case ApiClient() | ApiResource() | ApiScope():
            return EMPTY
        case Method():
            return _call_method(analysis, function, arguments, at)
        case Function() | Bound() | ClassValue():
            return call_function(analysis, function, arguments)
        case Instance():
            methods = found_in_class(function.of, "__call__")
            bound = frozenset(Bound(one, function) for one in methods if isinstance(one, Function))
            return EMPTY.union(*(call_function(analysis, each, arguments) for each in bound)) if bound else EMPTY
        case Partial():
            return _call_partial(analysis, function, arguments, at)
        case Library(name=name):
            found = call_library(analysis, name, arguments, at)
            return _call_unknown(analysis, arguments, at, name) if found is None else found
        case _:
            return _call_unknown(analysis, arguments, at)


def _call_method(analysis: Analysis, method: Method, arguments: Arguments, at: Call) -> Values:
    match method.owner:
        case Box() as box:
            return boxes.call_method(analysis, box, method.name, arguments, at)
        case Instance(of=kind):  # of a base that the files don't show
            analysis.read(parts_of(kind) | arguments.all())
            return _UNKNOWN | frozenset(filter(is_of_api, parts_of(kind)))
        case Text(value=text):
            return call_text(analysis, text, method.name, arguments, at)
        case _:
            return api_calls.call_method(analysis, method, arguments, at)


def _call_partial(analysis: Analysis, partial: Partial, arguments: Arguments, at: Call) -> Values:
    if partial.reads:
        return _read_each(analysis, partial, arguments.get(0), at)
    if partial.method:
        filled = partial.arguments if isinstance(partial.arguments, Arguments) else Arguments()
        return call_named(analysis, arguments.get(0), partial.method, filled, at)
    filled = partial.arguments if isinstance(partial.arguments, Arguments) else Arguments()
    return analysis.call(partial.functions.values, filled.added(arguments), at)


def _read_each(analysis: Analysis, partial: Partial, owners: Values, at: Call) -> Values:
    """Return what ``operator.itemgetter`` and ``attrgetter`` read of values: a tuple if it is more than one name."""
    row: Box = analysis.box(at.node, "row")
    values = owners
    for number, path in enumerate(partial.reads):
        values = owners
        for name in path.split(".") if partial.is_attribute else [path]:
            key = frozenset({Text(name)})
            values = analysis.attribute(values, name, at) if partial.is_attribute else item(analysis, values, key)
        row.key(str(number)).add(values)
    return values if len(partial.reads) == 1 else frozenset({row})


def call_function(analysis: Analysis, function: object, arguments: Arguments) -> Values:
    """Return what a function of the program returns, and let its parameters hold the arguments."""
    if isinstance(function, ClassValue):
        return _create(analysis, function, arguments)
    owner: Values | None = None
    if isinstance(function, Bound):
        owner, function = frozenset({function.owner}), function.function
    if not isinstance(function, Function):
        return EMPTY
    function.is_called = True
    _pass(analysis, function, arguments if owner is None else Arguments([owner]).added(arguments))
    return function.returns.values | (frozenset({function.yields}) if function.is_generator else EMPTY)


def _pass(analysis: Analysis, function: Function, arguments: Arguments) -> None:
    names = function.node.args
    plain = [each.arg for each in (*names.posonlyargs, *names.args)]
    for name, values in zip(plain, arguments.positional, strict=False):
        function.parameters[name].add(values)
    others = plain[len(arguments.positional) :]
    rest = arguments.rest.union(*arguments.positional[len(plain) :])
    for name in others if arguments.has_rest else ():
        function.parameters[name].add(arguments.rest)
    if names.vararg is not None:
        analysis.box(names.vararg).items.add(rest)
    keywords = {*plain, *(each.arg for each in names.kwonlyargs)}
    for name, values in arguments.keywords.items():
        if name in keywords:
            function.parameters[name].add(values)
        elif names.kwarg is not None:
            analysis.box(names.kwarg, "dict").key(name).add(values)
    if names.kwarg is not None and arguments.is_open:
        analysis.box(names.kwarg, "dict").is_open = True


def _create(analysis: Analysis, kind: ClassValue, arguments: Arguments) -> Values:
    """Return an object of a class: its ``__init__``, or the fields of a dataclass, get the arguments."""
    instance = Instance(kind)
    methods = [
        each for name in ("__new__", "__init__") for each in found_in_class(kind, name) if isinstance(each, Function)
    ]
    for each in methods:
        call_function(analysis, Bound(each, instance), arguments)
    if not methods:
        fields = _fields(kind)
        for name, values in zip(fields, arguments.positional, strict=False):
            _hold(analysis, kind, name, values)
        for name, values in arguments.keywords.items():
            _hold(analysis, kind, name, values)
        rest = arguments.rest.union(*arguments.positional[len(fields) :])  # of a base such as list
        analysis.held(kind, "").add(analysis.items(rest) | rest if rest else EMPTY)
    return frozenset({instance})


def _hold(analysis: Analysis, kind: ClassValue, name: str, values: Values) -> None:
    analysis.held(kind, name).add(values)
    analysis.stored(name).add(values)


def _fields(kind: ClassValue, seen: set[ClassValue] | None = None) -> list[str]:
    """Return the fields of a dataclass, those of its bases first; each class counts once."""
    seen = {kind} if seen is None else seen
    names: list[str] = []
    for each in kind.bases.values:
        if isinstance(each, ClassValue) and each not in seen:
            seen.add(each)
            names += _fields(each, seen)
    return [*names, *kind.fields]


def _call_unknown(analysis: Analysis, arguments: Arguments, at: Call, name: str = "") -> Values:
    """Return what code that the files don't show may return: what it gets, if calls can be made with it."""
    guess = _guessed(analysis, arguments, at)
    if guess is not None:
        return guess
    found = run_by_name(analysis, at.name or name.rpartition(".")[2], arguments, at)
    if found is not None:
        return found
    values = arguments.all()
    if analysis.work.is_recording:
        for each in values:
            if is_of_api(each):
                api_calls.hand_over(analysis, each, at, name.removeprefix("builtins.") or at.name)
        analysis.read(values)
    return _UNKNOWN | frozenset(each for each in values if is_of_api(each) or isinstance(each, Function | Bound))


def _guessed(analysis: Analysis, arguments: Arguments, at: Call) -> Values | None:
    """Return the answer of a call that looks like one of the schema, ``x.app.list()``, on an unknown object."""
    if not (analysis.work.is_recording and analysis.names.is_known and isinstance(at.node, ast.Call)):
        return None
    match at.node.func:
        case ast.Attribute(
            value=ast.Attribute(attr=resource) | ast.Subscript(value=ast.Attribute(attr=resource)), attr=link
        ):
            pass
        case ast.Attribute(value=ast.Subscript(slice=ast.Constant(value=str(resource))), attr=link):
            pass
        case _:
            return None
    resource = analysis.names.resource(resource)
    if not analysis.names.has(resource, link):
        return None
    found = ApiLink(f"{resource}.{analysis.names.link(resource, link)}", api_calls.POSSIBLE)
    return frozenset({api_calls.call_link(analysis, found, arguments, at)})


def items_of_api(value: object) -> Values:
    """Return what an iteration over an answer, or over a part of a client, yields."""
    match value:
        case Answer():
            return frozenset({value})
        case Reply():
            return frozenset({value.answer})
        case ApiResource():
            return frozenset({ApiLink(f"{value.name}.*", value.origin)})
        case ApiScope():
            return frozenset({ApiLink("*", value.origin)})
        case _:
            return _UNKNOWN
