"""What differs between the header fields of successful answers."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.schemas.finding import Finding, finding
from heroics_py.changes.statuses import successes_of
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter

__all__ = ["header_changes"]

_UNTOLD = frozenset({"text-changed"})


def header_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield the header fields that are not documented any more, the new ones, and what differs between the others.

    Each is text for a caller, whatever its schema: a difference is risky at most.
    """
    old, new = pair.old.link, pair.new.link
    both = [each for each in successes_of(old) if each in new.replies]
    before, after = _headers(old, both), _headers(new, both)
    if gone := [header.name for name, header in before.items() if name not in after]:
        message = f"the header {', '.join(gone)} of the answer is not documented any more"
        yield pair.change("risky", "header-gone", message, old=[*gone])
    if added := [header.name for name, header in after.items() if name not in before]:
        message = f"the header {', '.join(added)} of the answer is documented now"
        yield pair.change("harmless", "header-new", message, new=[*added])
    for name, header in before.items():
        for each in _findings(header, after[name], context) if name in after else ():
            effect = "risky" if each.effect == "breaking" else each.effect
            message = f"the header {header.name} of the answer {each.text or 'may be missing now'}"
            yield pair.change(effect, each.kind, message, old=each.old, new=each.new, cause=each.cause)


def _headers(link: Link, statuses: list[str]) -> dict[str, Parameter]:
    """Return the header fields of some statuses by their names, which have no case."""
    return {each.name.lower(): each for status in statuses for each in link.replies[status].headers}


def _findings(old: Parameter, new: Parameter, context: Context) -> Iterator[Finding]:
    if old.required and not new.required:
        yield finding("answer", "answer-field-optional", "may be missing now")
    schemas = [(each.schema,) if each.schema is not None else () for each in (old, new)]
    yield from (each for each in context.received.findings(*schemas) if each.kind not in _UNTOLD)
