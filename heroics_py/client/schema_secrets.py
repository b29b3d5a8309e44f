"""What the schemas of responses and of query fields mark as secret, found once for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.secrecy.json_values import ValueMask

__all__ = ["SchemaSecrets"]


class SchemaSecrets:
    """The secrets in the responses and the queries of one API, as far as its schemas tell."""

    def __init__(self) -> None:
        self._masks: dict[tuple[str, tuple[str, ...]], ValueMask] = {}
        self._secret_schemas: dict[str, bool] = {}
        self._queries: dict[tuple[str, str, str, str], frozenset[str]] = {}

    def value_mask(self, target: Schema | None, place: tuple[str, ...] = ()) -> ValueMask:
        """Return what to mask in responses that follow a schema.

        Args:
            target: the schema, if any.
            place: the keys of a value in them, if the mask is for that value alone.
        """
        load_modules("heroics_py.secrecy.json_values")
        from heroics_py.secrecy.json_values import ValueMask

        if target is None:
            return ValueMask()
        key = (target.pointer, place)
        mask = self._masks.get(key)
        if mask is None:
            load_modules("heroics_py.model.secret_paths")
            from heroics_py.model.secret_paths import is_map_of_text, secret_paths

            paths, count = secret_paths(target), len(place)
            hidden = frozenset(path[count:] for path in paths if path[:count] == place)
            is_secret = any(place[: len(path)] == path for path in paths) and count > 0
            mask = ValueMask(hidden=hidden, suspicious=is_secret or is_map_of_text(target))
            mask = self._masks.setdefault(key, mask)
        return mask

    def holds_secrets(self, target: Schema | None) -> bool:
        """Return whether responses that follow a schema are secret as a whole, as config vars are."""
        if target is None:
            return False
        is_secret = self._secret_schemas.get(target.pointer)
        if is_secret is None:
            load_modules("heroics_py.model.secret_paths")
            from heroics_py.model.secret_paths import is_map_of_text

            is_secret = self._secret_schemas[target.pointer] = is_map_of_text(target)
        return is_secret

    def secret_query(self, link: Link) -> frozenset[str]:
        """Return the names of the query fields of a link that its schema marks as secret."""
        key = (link.resource, link.pointer, link.method, link.href)
        names = self._queries.get(key)
        if names is None:
            load_modules("heroics_py.model.secret_paths")
            from heroics_py.model.secret_paths import secret_paths

            fields = {path[0] for path in (secret_paths(link.query) if link.query else ()) if path}
            places = [each for each in link.parameters if each.location == "query" and each.schema is not None]
            fields |= {each.name for each in places if each.schema is not None and secret_paths(each.schema)}
            names = self._queries[key] = frozenset(fields)
        return names
