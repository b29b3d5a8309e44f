"""Keywords of older drafts, as the newest spells them."""

from heroics_py.model.drafts import is_before
from heroics_py.support.json_types import Json

__all__ = ["as_newest"]

_NEWEST = "2020-12"
_FIRST_DRAFTS = {
    "const": "draft-06",
    "contains": "draft-06",
    "propertyNames": "draft-06",
    "if": "draft-07",
    "then": "draft-07",
    "else": "draft-07",
    "dependentRequired": "2019-09",
    "dependentSchemas": "2019-09",
    "maxContains": "2019-09",
    "minContains": "2019-09",
    "unevaluatedItems": "2019-09",
    "unevaluatedProperties": "2019-09",
    "prefixItems": "2020-12",
}


def as_newest(node: dict[str, Json], draft: str) -> dict[str, Json]:
    """Return a schema of ``draft`` as one of 2020-12; what its draft does not have is left out."""
    written = {name: value for name, value in node.items() if not is_before(draft, _FIRST_DRAFTS.get(name, "draft-03"))}
    if is_before(draft, "draft-06"):
        _rewrite_bounds(written)
    _rewrite_items(written)
    if draft != _NEWEST:
        _rewrite_dependencies(written)
    return written


def _rewrite_bounds(node: dict[str, Json]) -> None:
    """Rewrite the flags next to minimum and maximum, which draft-06 made bounds of their own."""
    for bound in ("minimum", "maximum"):
        is_exclusive = node.pop(f"exclusive{bound.capitalize()}", False) is True
        if is_exclusive and bound in node:
            node[f"exclusive{bound.capitalize()}"] = node.pop(bound)


def _rewrite_items(node: dict[str, Json]) -> None:
    """Rewrite a list of items, which 2020-12 calls prefixItems; a validator of 2020-12 would crash on it."""
    additional = node.pop("additionalItems", None)
    if isinstance(node.get("items"), list):
        node.setdefault("prefixItems", node.pop("items"))
        if additional is not None:
            node["items"] = additional


def _rewrite_dependencies(node: dict[str, Json]) -> None:
    """Split dependencies into those on fields and those on schemas, as 2019-09 does."""
    dependencies = node.pop("dependencies", None)
    if isinstance(dependencies, dict):
        lists: dict[str, Json] = {name: value for name, value in dependencies.items() if isinstance(value, list)}
        schemas: dict[str, Json] = {name: value for name, value in dependencies.items() if not isinstance(value, list)}
        for keyword, part in (("dependentRequired", lists), ("dependentSchemas", schemas)):
            if part:
                node.setdefault(keyword, part)
