"""What the alternatives of a choice are called, written into the schema that offers it."""

from heroics_py.model.keywords import CHOICE, CHOICES
from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json
from heroics_py.validation.kinds import kinds_of

__all__ = ["name_choices"]


def name_choices(target: Schema, written: dict[str, Json], *, is_cut: bool) -> None:
    """Add the names of its alternatives to a schema that is written out.

    Args:
        target: the schema in its document.
        written: the same schema, written out; the names are put into it.
        is_cut: whether it closes a circle, so that each alternative is checked without the schema that it extends.
    """
    names: dict[str, Json] = {
        keyword: [_name(each) for each in target.branches(keyword)] for keyword in CHOICES if keyword in written
    }
    if not names:
        written.pop(CHOICE, None)
        return
    choice = written.get(CHOICE)
    if is_cut and "oneOf" in written and "anyOf" not in written:
        # What they extend made them different; without it, several may match.
        written["anyOf"] = written.pop("oneOf")
        names["anyOf"] = names.pop("oneOf")
    selector = choice if isinstance(choice, dict) else {}
    kinds: dict[str, Json] = {keyword: _kinds_in(written[keyword], selector) for keyword in names}
    if selector or any(kinds.values()) or any(any(each) for each in names.values() if isinstance(each, list)):
        written[CHOICE] = {**selector, "names": names, "kinds": kinds}


def _kinds_in(branches: Json, selector: dict[str, Json]) -> dict[str, Json]:
    field = selector.get("field")
    return kinds_of(branches if isinstance(branches, list) else [], field if isinstance(field, str) else "")


def _name(schema: Schema) -> str:
    """Return what an alternative is called: as its reference, else by its title; empty without a name."""
    if not isinstance(schema.raw, dict):
        return ""
    reference, title = schema.raw.get("$ref"), schema.raw.get("title")
    if isinstance(reference, str):
        uri, _, fragment = reference.partition("#")
        keys = parse_pointer(fragment)
        return keys[-1] if keys else fragment or uri.rpartition("/")[2].partition(".")[0]
    return title if isinstance(title, str) else ""
