"""The text that the editor shows: what to do, what went wrong, and the thing."""

from collections.abc import Iterable, Iterator, Mapping

from heroics_py.cli.edit.sent_fields import SentFields, sent_fields
from heroics_py.cli.edit.yaml_text import to_yaml
from heroics_py.display.terminal import escaped
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["place_text", "thing_text", "with_notes"]

_NOTE = "#! "
_MOST_NAMES = 30


def thing_text(title: str, data: Mapping[str, Json], schema: Schema | None, *, has_envelope: bool) -> str:
    """Return a thing as text for the editor, first the fields that its update takes.

    Args:
        title: what it is, such as "app example".
        data: the thing.
        schema: of the body of the update.
        has_envelope: whether the thing is inside of an envelope, so that its fields stay in their order.
    """
    fields = sent_fields(schema)
    own = {name: value for name, value in data.items() if has_envelope or fields.takes(name)}
    others = {name: value for name, value in data.items() if name not in own}
    parts = ["\n".join(_head(title, data, fields))]
    parts += [to_yaml(own)] if own else []
    parts += [f"# The update does not take the fields below.\n{to_yaml(others)}"] if others else []
    return "\n".join(parts)


def with_notes(notes: Iterable[str], text: str) -> str:
    """Return the text of the editor below notes, without the notes that it had."""
    rest = [line for line in text.split("\n") if not line.startswith(_NOTE.rstrip())]
    return "\n".join([*(f"{_NOTE}{escaped(note)}" for note in notes), *rest])


def place_text(path: Iterable[str]) -> str:
    """Return a place in a thing as people write it: "owner.email"."""
    return escaped(".".join(path))


def _head(title: str, data: Mapping[str, Json], fields: SentFields) -> Iterator[str]:
    yield f"# {escaped(title)}: change it, save it, and close the editor. Without a change, nothing is sent."
    further = [name for name in fields.schemas if name not in data and fields.takes(name)]
    if further:
        more = f" and {len(further) - _MOST_NAMES} more" if len(further) > _MOST_NAMES else ""
        yield f"# The update takes these fields, too: {escaped(', '.join(further[:_MOST_NAMES]))}{more}"
    yield ""
