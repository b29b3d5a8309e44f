"""The comparison of two APIs, call by call."""

from collections.abc import Callable, Iterator

from heroics_py.changes.answers import answer_changes
from heroics_py.changes.arguments import argument_changes
from heroics_py.changes.bodies import body_changes
from heroics_py.changes.calls import call_changes
from heroics_py.changes.change import Change
from heroics_py.changes.choosing import choice_changes
from heroics_py.changes.credentials import credential_changes
from heroics_py.changes.faults import fault_changes, fault_of
from heroics_py.changes.lifetimes import lifetime_changes, text_changes
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.orders import order_changes
from heroics_py.changes.pairing import pair_links
from heroics_py.changes.parameters import parameter_changes
from heroics_py.changes.schemas.graph import Comparison
from heroics_py.changes.servers import server_changes
from heroics_py.changes.statuses import status_changes
from heroics_py.changes.surface import Surface
from heroics_py.model.api import Api

__all__ = ["compare"]

_RULES: tuple[Callable[[LinkPair, Context], Iterator[Change]], ...] = (
    argument_changes,
    parameter_changes,
    body_changes,
    answer_changes,
    status_changes,
    order_changes,
    credential_changes,
    lifetime_changes,
    text_changes,
)
"""What is compared of a link that both schemas have."""


def compare(old: Api, new: Api) -> Iterator[Change]:
    """Yield the changes from one API to another."""
    context = Context(Surface(old), Surface(new), Comparison("request"), Comparison("answer"))
    pairing = pair_links(context.old, context.new)
    yield from server_changes(old, new)
    yield from call_changes(pairing, context.new)
    for old_link, new_link in pairing.pairs:
        yield from _link_changes(LinkPair(old_link, new_link), context)


def _link_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield the changes of a link that both schemas have."""
    yield from fault_changes(pair, context)
    if fault_of(pair.old) or fault_of(pair.new):
        return
    changes = [each for rule in _RULES for each in rule(pair, context) if _is_told(each, context)]
    yield from changes
    if pair.old.name == pair.new.name and not any(each.effect == "breaking" for each in changes):
        name = pair.old.name
        yield from choice_changes(pair, context.old.calls[name], context.new.calls[name])


def _is_told(change: Change, context: Context) -> bool:
    """Return whether a change is worth telling: documents of other dialects have other words."""
    return change.kind != "text-changed" or context.is_one_dialect
