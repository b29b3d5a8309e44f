"""What a lock pins: a schema, the calls of it that a program makes, and when that was."""

from collections.abc import Iterable, Mapping

from heroics_py.changes.touching import ANY, UsedCall
from heroics_py.model.api import Api
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.support.values import Value

__all__ = ["Lock", "LockedUse", "lock_of"]


class LockedUse(Value, kw_only=True):
    """All that a program does with one call.

    Attributes:
        call: the call; "app.*", "*.list" or "*" if its name is computed.
        fields: the names of arguments and body fields that it passes; "*" if it may pass others.
        answers: what it reads of the answer; "*" for all of it.
    """

    call: str
    fields: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


class Lock(Value, kw_only=True):
    """A schema that a program was written for.

    Attributes:
        schema: its name, path or URL, without secrets.
        title: of the API.
        day: when it was pinned, as "2026-11-30".
        digest: of all its documents.
        text_digest: of the text of its only document; empty if more than that text decides.
        shared: the digest of what all calls share.
        calls: the digest of each call that is pinned.
        sources: the files and folders whose calls are pinned; None for all calls of the API.
        uses: what these do with each call.
        patches, allow_refs: the paths of patches, and the origins, that the schema was read with.
        documents: the documents, compressed.
    """

    schema: str
    title: str = ""
    day: str = ""
    digest: str = ""
    text_digest: str = ""
    shared: str = ""
    calls: Mapping[str, str] = {}
    sources: tuple[str, ...] | None = None
    uses: tuple[LockedUse, ...] = ()
    patches: tuple[str, ...] = ()
    allow_refs: tuple[str, ...] = ()
    documents: str = ""

    @property
    def unpinned(self) -> tuple[str, ...]:
        """The calls that a program makes, and the API does not have."""
        return tuple(use.call for use in self.uses if _is_one_call(use.call) and use.call not in self.calls)

    def knows(self, api: Api) -> bool:
        """Return whether an API is the pinned one by its text, without a look at the rest."""
        return self.text_digest != "" and self.text_digest == api.text_digest

    def narrowed(self, uses: Iterable[UsedCall], sources: Iterable[str]) -> "Lock":
        """Return a lock of the same schema that pins the calls of a program alone.

        Args:
            uses: the calls that it makes.
            sources: the files and folders that they were found in.
        """
        merged = _merged(uses)
        known = {call: digest for call, digest in self.calls.items() if any(_matches(use.call, call) for use in merged)}
        # A call of which nothing is known counts as changed.
        unknown = {use.call: "" for use in merged if _is_one_call(use.call) and use.call not in self.calls}
        return self.replaced(calls={**known, **unknown}, sources=tuple(sources), uses=merged)

    def read(self, where: str, source: str = "") -> Api:
        """Return the API as it was pinned.

        Args:
            where: the path of the lock, for messages.
            source: the path or URL of the schema, for a server that is relative to it.

        Raises:
            SchemaError: the documents are damaged.
        """
        from heroics_py.readers import read_packed

        return read_packed(self.documents, where, source)


def lock_of(
    api: Api, schema: str, day: str, uses: Iterable[UsedCall] | None = None, sources: Iterable[str] = ()
) -> Lock:
    """Return the lock of an API as it is now.

    Args:
        api: the API.
        schema: its name, path or URL, without secrets.
        day: of today.
        uses: the calls that a program makes; None to pin all.
        sources: the files and folders that they were found in.

    Raises:
        SchemaError: its documents can't be read, or are too large.
    """
    from heroics_py.locks.digests import call_digests, document_digest, shared_digest
    from heroics_py.readers.snapshot import snapshot_of

    snapshot = snapshot_of(api)
    locked = None if uses is None else _merged(uses)
    return Lock(
        schema=schema,
        title=api.title,
        day=day,
        digest=document_digest(snapshot),
        text_digest=api.text_digest if snapshot.is_alone else "",
        shared=shared_digest(api),
        calls=call_digests(api, None if locked is None else _matching(api, locked)),
        sources=None if locked is None else tuple(sources),
        uses=locked or (),
        documents=snapshot.packed(),
    )


def _matches(pattern: str, call: str) -> bool:
    """Return whether a use is, or may be, of a call; a request by its path may be any."""
    if pattern == ANY or " " in pattern:
        return True
    resource, _, name = pattern.rpartition(".")
    own_resource, _, own_name = call.rpartition(".")
    return resource in {ANY, own_resource} and name in {ANY, own_name}


def _is_one_call(pattern: str) -> bool:
    return ANY not in pattern and " " not in pattern


def _matching(api: Api, uses: Iterable[LockedUse]) -> frozenset[str]:
    """Return the calls of an API that uses are of, or may be."""
    patterns = [use.call for use in uses]
    if all(map(_is_one_call, patterns)):
        return frozenset(patterns)
    names = resource_names(api.resources).items()
    calls = [f"{resource}.{call}" for resource, own in names for call in call_names(api.resources[own])]
    return frozenset(call for call in calls if any(_matches(pattern, call) for pattern in patterns))


def _merged(uses: Iterable[UsedCall]) -> tuple[LockedUse, ...]:
    """Return one use for each call, with all that is passed and read anywhere."""
    fields: dict[str, set[str]] = {}
    answers: dict[str, set[str]] = {}
    for use in uses:
        fields.setdefault(use.call, set()).update(use.fields)
        answers.setdefault(use.call, set()).update(use.answers)
    return tuple(
        LockedUse(call=call, fields=tuple(sorted(fields[call])), answers=tuple(sorted(answers[call])))
        for call in sorted(fields)
    )
