"""What differs between the arguments of a link that fill its path."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.parameters import IRRELEVANT
from heroics_py.model.parameters import Parameter

__all__ = ["argument_changes"]

_Named = tuple[str, Parameter]


def argument_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield what differs between the arguments that fill the path of a link."""
    old, new = [*pair.old.call_shape.parameters.items()], [*pair.new.call_shape.parameters.items()]
    partners = _partners(old, new)
    for place, (keyword, parameter) in enumerate(old):
        if place not in partners:
            message = f"the call does not take the argument {keyword!r} any more"
            yield pair.change(
                "breaking", "argument-gone", message, part="argument", path=(keyword,), keyword=keyword, old=keyword
            )
            continue
        yield from _compared(pair, (keyword, parameter), new[partners[place]], context)
    order = [partners[place] for place in sorted(partners)]
    yield from _reordered(pair, old, new, partners)
    yield from _added(pair, new, order)


def _partners(old: list[_Named], new: list[_Named]) -> dict[int, int]:
    """Return the place of each old argument among the new ones: by its keyword, then by its place in the path."""
    places = {keyword: place for place, (keyword, _) in enumerate(new)}
    partners = {place: places[keyword] for place, (keyword, _) in enumerate(old) if keyword in places}
    if len(old) == len(new):
        free = {*range(len(new))} - {*partners.values()}
        partners |= {place: place for place in range(len(old)) if place not in partners and place in free}
    return partners


def _compared(pair: LinkPair, old: _Named, new: _Named, context: Context) -> Iterator[Change]:
    (keyword, parameter), (new_keyword, new_parameter) = old, new
    if keyword != new_keyword:
        message = f"the argument {keyword!r} is {new_keyword!r} now"
        yield pair.change(
            "breaking",
            "argument-renamed",
            message,
            part="argument",
            path=(keyword,),
            keyword=keyword,
            old=keyword,
            new=new_keyword,
            cause=f"{keyword} {new_keyword}",
        )
    if parameter.required != new_parameter.required:
        effect, kind = ("breaking", "field-required") if new_parameter.required else ("harmless", "field-optional")
        message = f"the call {'needs' if new_parameter.required else 'does not need'} the argument {keyword!r} now"
        yield pair.change(effect, kind, message, part="argument", path=(keyword,), keyword=keyword)
    schemas = [(each.schema,) if each.schema is not None else () for each in (parameter, new_parameter)]
    findings = [each.below(keyword) for each in context.sent.findings(*schemas)]
    yield from pair.changes("argument", [each for each in findings if each.kind not in IRRELEVANT], keyword)


def _reordered(pair: LinkPair, old: list[_Named], new: list[_Named], partners: dict[int, int]) -> Iterator[Change]:
    """Yield the positional arguments that have another place among those that both schemas have."""
    places = sorted(partners)
    for place, expected in zip(places, sorted(partners.values()), strict=True):
        if partners[place] != expected:
            keyword, order = old[place][0], ", ".join(name for name, _ in new)
            message = f"the argument {keyword!r} has another place: the positional arguments are {order} now"
            yield pair.change(
                "breaking",
                "arguments-reordered",
                message,
                part="argument",
                path=(keyword,),
                keyword=keyword,
                new=order,
                cause=f"order {pair.old.name}",
            )


def _added(pair: LinkPair, new: list[_Named], known: list[int]) -> Iterator[Change]:
    last = max(known, default=-1)
    for place, (keyword, parameter) in enumerate(new):
        if place not in known:
            if place > last and _was_passed_by_keyword(pair, keyword):
                continue
            is_safe = not parameter.required and place > last
            message = f"the call {'needs' if parameter.required else 'takes'} the argument {keyword!r} now"
            effect = "harmless" if is_safe else "breaking"
            yield pair.change(effect, "argument-new", message, part="argument", path=(keyword,), keyword=keyword)


def _was_passed_by_keyword(pair: LinkPair, keyword: str) -> bool:
    """Return whether each call passed the keyword before, in another part of the request: it goes on to do so."""
    field = pair.old.call_shape.fields.get(keyword)
    return field is not None and field.required and field.location != "body"
