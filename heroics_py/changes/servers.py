"""What differs between the URLs that two APIs are at."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.model.api import Api
from heroics_py.secrecy.urls import mask_url

__all__ = ["server_changes"]


def server_changes(old: Api, new: Api) -> Iterator[Change]:
    """Yield another base URL; nothing if the old schema names none."""
    before, after = (mask_url(each.url.rstrip("/")) for each in (old, new))
    if before and before != after:
        message = f"calls go to {after} now, no longer to {before}"
        if not after:
            message = f"the schema names no URL any more (before: {before}): pass url= to connect"
        yield Change(effect="risky", kind="server-changed", message=message, old=before, new=after or None)
