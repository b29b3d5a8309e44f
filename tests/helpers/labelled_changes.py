"""The changes that are labelled by hand, in `tests/data/changes`."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from jsonpatch import JsonPatch

from heroics_py.support.json_types import Json

__all__ = ["EFFECTS", "LabelledChange", "LabelledVersions", "bundled_document", "labelled_changes", "labelled_versions"]

EFFECTS = ("harmless", "risky", "breaking")
"""From the least to the worst."""

_ROOT = Path(__file__).parents[2]
_FOLDER = _ROOT / "tests" / "data" / "changes"
_REFERENCE = re.compile(r"(?:/|%2F)definitions(?:/|%2F)([a-z-]+)")
_FILES = {
    "heroku": "heroku-platform-api.json",
    "heroku@0.5.0": "heroku-platform-api-0.5.0.json",
    "bookshelf": "bookshelf.json",
    "bookshelf.2019-09": "bookshelf.2019-09.json",
    "bookshelf.openapi": "bookshelf.openapi.yaml",
}


@dataclass(frozen=True, kw_only=True)
class LabelledChange:
    """A change, and what a caller's code would feel; its fields are those of `tests/data/changes/README.md`."""

    effect: str
    change: str = ""
    document: str = ""
    before: Mapping[str, Json] = field(default_factory=dict)
    edit: Mapping[str, Json] = field(default_factory=dict)
    calls: list[str] | str = field(default_factory=list)
    becomes: Mapping[str, str] = field(default_factory=dict)
    at: list[str] | str = ""
    safe: str = ""
    dialect: str = ""
    why: str = ""

    def documents(self) -> tuple[Json, Json]:
        """Return the document before and after the change; of Heroku's many links, those that may matter."""
        whole = bundled_document(self.document)
        old = _edited(_with_links(whole, self._words()) if "heroku" in self.document else whole, self.before)
        return old, _edited(old, self.edit)

    def _words(self) -> set[str]:
        """Return the words that may name the resources that the change is about."""
        calls = self.calls if isinstance(self.calls, list) else []
        paths = [word for line in (*self.before, *self.edit) for word in line.split("/")]
        return {"build", *paths, *(call.partition(".")[0].replace("_", "-") for call in calls)}


@dataclass(frozen=True, kw_only=True)
class LabelledVersions:
    """Two bundled documents, and all that a caller's code would feel."""

    old: str
    new: str
    changes: tuple[LabelledChange, ...]


@cache
def bundled_document(name: str) -> Json:
    """Return a document that comes with the package, by the name that the table uses."""
    text = (_ROOT / "schemas" / _FILES[name]).read_text(encoding="utf-8")
    read: Json = json.loads(text) if name in _FILES and _FILES[name].endswith(".json") else yaml.safe_load(text)
    return read


def labelled_changes() -> list[LabelledChange]:
    """Return each row of the table."""
    return [LabelledChange(effect=effect, **row) for effect in EFFECTS for row in _rows(effect)]


def labelled_versions() -> list[LabelledVersions]:
    """Return the pairs of bundled documents whose differences are labelled."""
    return [
        LabelledVersions(
            old=row["old"], new=row["new"], changes=tuple(LabelledChange(**each) for each in row["changes"])
        )
        for row in _rows("versions")
    ]


def _rows(name: str) -> list[dict[str, Json]]:
    rows: list[dict[str, Json]] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


def _with_links(document: Json, names: Collection[str]) -> Json:
    """Return a hyper-schema in which only some resources have links, without the definitions that these don't need."""
    definitions = {
        name: resource if name in names else {**resource, "links": []}
        for name, resource in document["definitions"].items()
    }
    kept: set[str] = set()
    waiting = set(names) & definitions.keys()
    while waiting:
        kept |= waiting
        text = json.dumps([definitions[name] for name in waiting])
        waiting = ({*_REFERENCE.findall(text)} & definitions.keys()) - kept
    kept_properties = {name: value for name, value in document["properties"].items() if name in kept}
    kept_definitions = {name: value for name, value in definitions.items() if name in kept}
    return {**document, "definitions": kept_definitions, "properties": kept_properties}


def _edited(document: Json, edit: Mapping[str, Json]) -> Json:
    if not edit:
        return document
    new = json.loads(json.dumps(document))
    for line, value in edit.items():
        name, path = line.split(" ", 1)
        new = JsonPatch([_operation(name, _by_index(new, path), value, new)]).apply(new, in_place=True)
    return new


def _operation(name: str, path: str, value: Json, document: Json) -> dict[str, Json]:
    if name == "move":
        return {"op": name, "from": path, "path": _by_index(document, str(value))}
    return {"op": name, "path": path} | ({} if name == "remove" else {"value": value})


def _by_index(document: Json, path: str) -> str:
    """Return a JSON pointer in which the items of lists are named by their index instead of their title or name."""
    node, keys = document, []
    for part in path.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        index = _index(node, key) if isinstance(node, list) else None
        keys.append(part if index is None else str(index))
        node = _child(node, key if index is None else index)
    return "".join(f"/{key}" for key in keys)


def _index(items: list[Json], name: str) -> int | None:
    if name == "-" or name.isdecimal():
        return None if name == "-" else int(name)
    return next(
        i for i, item in enumerate(items) if isinstance(item, dict) and name in {item.get("title"), item.get("name")}
    )


def _child(node: Json, key: str | int) -> Json:
    if isinstance(node, list):
        return node[key] if isinstance(key, int) and key < len(node) else None
    return node.get(str(key)) if isinstance(node, dict) else None
