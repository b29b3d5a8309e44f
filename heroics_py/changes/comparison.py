"""The comparison of two APIs, call by call."""

from collections.abc import Callable, Iterator

from heroics_py.changes.aliases import alias_changes
from heroics_py.changes.answers import answer_changes
from heroics_py.changes.arguments import argument_changes
from heroics_py.changes.bodies import body_changes
from heroics_py.changes.calls import call_changes
from heroics_py.changes.change import Change
from heroics_py.changes.choosing import choice_changes
from heroics_py.changes.credentials import credential_changes
from heroics_py.changes.error_bodies import error_body_changes
from heroics_py.changes.faults import fault_changes, fault_of
from heroics_py.changes.headers import header_changes
from heroics_py.changes.lifetimes import lifetime_changes, text_changes
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.orders import order_changes
from heroics_py.changes.pairing import pair_links
from heroics_py.changes.parameters import parameter_changes
from heroics_py.changes.schemas.graph import Comparison
from heroics_py.changes.schemas.sameness import Sameness
from heroics_py.changes.scopes import Scopes, scope_changes
from heroics_py.changes.servers import server_changes
from heroics_py.changes.statuses import status_changes
from heroics_py.changes.surface import Surface
from heroics_py.changes.unchanged import is_unchanged
from heroics_py.model.api import Api

__all__ = ["compare"]

_RULES: tuple[Callable[[LinkPair, Context], Iterator[Change]], ...] = (
    alias_changes,
    argument_changes,
    parameter_changes,
    body_changes,
    answer_changes,
    status_changes,
    header_changes,
    error_body_changes,
    order_changes,
    credential_changes,
    lifetime_changes,
    text_changes,
)
"""What is compared of a link that both schemas have."""


def compare(old: Api, new: Api) -> Iterator[Change]:
    """Yield the changes from one API to another."""
    sameness = Sameness()
    sent, received = Comparison("request", sameness), Comparison("answer", sameness)
    context = Context(Surface(old), Surface(new), sent, received, sameness)
    pairing = pair_links(context.old, context.new)
    yield from server_changes(old, new)
    yield from call_changes(pairing, context.new, is_one_dialect=context.is_one_dialect)
    old_scopes, new_scopes = Scopes(context.old), Scopes(context.new)
    for pair in (LinkPair(*each) for each in pairing.pairs):
        yield from _link_changes(pair, context)
        yield from scope_changes(pair, old_scopes, new_scopes)


def _link_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield the changes of a link that both schemas have."""
    if is_unchanged(pair, context):
        yield from _choice(pair, context)
        return
    yield from fault_changes(pair, context)
    if fault_of(pair.old) or fault_of(pair.new):
        return
    changes = [each for rule in _RULES for each in rule(pair, context) if _is_told(each, context)]
    yield from changes
    if not any(each.effect == "breaking" for each in changes):
        yield from _choice(pair, context)


def _choice(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield whether arguments that chose a link choose another one now, where that may be."""
    old, new = context.old.calls[pair.old.name], context.new.calls.get(pair.old.name, ())
    if pair.old.name == pair.new.name and not (len(old) == len(new) == 1 and is_unchanged(pair, context)):
        yield from choice_changes(pair, old, new)


def _is_told(change: Change, context: Context) -> bool:
    """Return whether a change is worth telling: documents of other dialects have other words."""
    return change.kind != "text-changed" or context.is_one_dialect
