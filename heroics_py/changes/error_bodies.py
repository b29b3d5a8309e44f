"""What differs between the bodies of the errors that documents describe."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.schemas.finding import Finding
from heroics_py.changes.statuses import is_error
from heroics_py.changes.wording import sentence
from heroics_py.http.media_types import is_json
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema

__all__ = ["error_body_changes"]

_Cause = tuple[str, tuple[str, ...]]


def error_body_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield what programs that look into the data of an error may miss: few do, so it is risky."""
    old, new = _schemas(pair.old.link), _schemas(pair.new.link)
    found: dict[_Cause, tuple[Finding, list[str]]] = {}
    for status in sorted(old.keys() & new.keys()):
        for each in context.received.findings((old[status],), (new[status],)):
            if each.effect == "breaking":
                found.setdefault((each.cause, each.path), (each, []))[1].append(status)
    for status in sorted(old.keys() - new.keys()):
        if status in pair.new.link.replies:
            yield pair.change("risky", "error-changed", f"the body of the error {status} is not described any more")
    for each, statuses in found.values():
        message = f"the error {', '.join(statuses)}: {sentence('answer', each)}"
        yield pair.change("risky", "error-changed", message, old=each.old, new=each.new, cause=f"error {each.cause}")


def _schemas(link: Link) -> dict[str, Schema]:
    """Return the schema of the JSON of each error, by its status."""
    found: dict[str, Schema] = {}
    for status, reply in link.replies.items():
        schemas = [each for name, each in reply.contents.items() if each is not None and is_json(name)]
        if schemas and is_error(status):
            found[status] = schemas[0]
    return found
