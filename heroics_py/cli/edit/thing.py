"""The thing that is edited, as an API has it now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heroics_py.cli.edit.changes import Path
from heroics_py.cli.edit.link_pairs import LinkPair
from heroics_py.client.records.origin import Origin
from heroics_py.errors import CallError
from heroics_py.http.messages import Response
from heroics_py.record import Record, origin_of
from heroics_py.secrecy.json_values import ValueMask
from heroics_py.support.json_types import Json

__all__ = ["Thing", "read_thing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What the API returned.

    Attributes:
        data: the fields.
        etag: the strong ETag of it; empty without one, so that no update can be guarded by it.
        envelope: the keys that lead to the thing in what was returned; empty if it is the thing.
        mask: of its secrets.
    """

    data: dict[str, Json]
    etag: str = ""
    envelope: Path = ()
    mask: ValueMask


def read_thing(pair: LinkPair, args: tuple[str, ...], parameters: Mapping[str, Any]) -> Thing:
    """Read the thing; what a cache holds is revalidated.

    Args:
        pair: the links of the thing.
        args: the words of its identity.
        parameters: the query, header and cookie parameters of the call.

    Raises:
        CallError: it is not an object.
        HeroicsError: as the call does.
    """
    response: Response = pair.info.with_options(cache_mode="revalidate").send(*args, **parameters)
    record = response.data
    if not isinstance(record, Record):
        kind = type(record).__name__
        raise CallError(f"{pair.info.__name__} returned {kind}: only an object with fields can be edited")
    origin = origin_of(record)
    etag = response.etag or ""
    return Thing(
        data=_plain(record),  # type: ignore[arg-type]  # an object is a dict
        etag="" if etag[:2].lower() == "w/" else etag,
        envelope=origin.envelope if isinstance(origin, Origin) else (),
        mask=origin.value_mask if isinstance(origin, Origin) else ValueMask(),
    )


def _plain(value: object) -> object:
    """Return a value without records, for YAML."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in dict.items(value)}
    return [_plain(item) for item in value] if isinstance(value, list) else value
