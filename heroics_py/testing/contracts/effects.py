"""Whether a success had its effect: what it created, changed or deleted is read afterwards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from heroics_py.http.messages import Response
from heroics_py.secrecy.names import is_secret_name
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.answers import Finding
from heroics_py.testing.contracts.drafts import Draft
from heroics_py.testing.contracts.performed import Key, Performed, Sent
from heroics_py.testing.contracts.run import Run
from heroics_py.testing.contracts.subject import Subject
from heroics_py.testing.contracts.variants import Variant

__all__ = ["Effects"]

_DONE = frozenset({200, 201, 204})
"""The statuses that say that something is done: after a 202 it may be done later (RFC 9110, 15.3.3)."""
_NO_ETAG = '"no-such-etag"'
_CHANGING = frozenset({"PUT", "PATCH"})


@dataclass(slots=True, kw_only=True)
class Effects:
    """Reads what the calls of a link claim to have done.

    Attributes:
        run: sends, checks and keeps account.
        subject: the link.
        left: how many calls are read after.
    """

    run: Run
    subject: Subject
    left: int

    def check(self, performed: Performed) -> frozenset[Key]:
        """Read what a call created or changed, and return what that breaks."""
        response = performed.outcome.response if performed.outcome is not None else None
        if performed.sent is None or response is None or response.status not in _DONE or self.left <= 0:
            return frozenset()
        broken: frozenset[Key] = frozenset()
        sent = performed.sent
        for thing in performed.created:
            broken |= self._compare(sent, response, self.run.read(thing), "not created")
        if sent.subject.link.method in _CHANGING and not performed.created:
            read = self.run.read_same(sent)
            broken |= self._compare(sent, response, Performed() if _is_renamed(sent, read) else read, "not changed")
        return broken

    def _compare(self, sent: Sent, response: Response, read: Performed, kind: str) -> frozenset[Key]:
        self.left -= 1
        found = list(_differences(sent.arguments.body, response, read, kind))
        return read.broken | self.run.note(sent, found, response)

    def check_revalidation(self, sent: Sent) -> None:
        """Read something whose ETag is known, as a cache does that has another one (RFC 9110, 13.1.2)."""
        headers = {"If-None-Match": _NO_ETAG}
        response = self.run.repeat(sent, headers)
        if response is not None and response.status == 304:
            message = "the status is 304, and If-None-Match names an ETag that nothing has: expected 200"
            finding = Finding(kind="wrong 304", message=message, shows=(("headers", headers),))
            self.run.note(sent, [finding], response)

    def check_precondition(self, draft: Draft) -> None:
        """Send a call whose If-Match names an ETag that the thing does not have, if the link takes one."""
        subject = self.subject
        if subject.precondition is None:
            return
        draft = replace(draft, fields={**draft.fields, subject.precondition: _NO_ETAG})
        variant = Variant(draft=draft, part="header", where="If-Match", what="another ETag", verdict=lambda: True)
        performed = self.run.perform(subject, draft, variant=variant)
        response = performed.outcome.response if performed.outcome is not None else None
        if performed.sent is not None and response is not None and performed.is_success:
            message = f"the status is {response.status}, and If-Match names an ETag that nothing has: expected 412"
            self.run.note(performed.sent, [Finding(kind="ignored If-Match", message=message)], response)

    def check_deletion(self, performed: Performed, before: Performed) -> None:
        """Read what a call deleted, and delete it once more.

        Args:
            performed: the call that deleted something.
            before: what was read there before it.
        """
        response = performed.outcome.response if performed.outcome is not None else None
        sent = performed.sent
        if sent is None or response is None or response.status not in _DONE or not sent.things:
            return
        after = self.run.read_same(sent)
        one, two = (each.outcome.response if each.outcome is not None else None for each in (before, after))
        # A server may keep what is deleted for a time, and say so: then it reads in another way than before.
        if before.is_success and after.is_success and one is not None and two is not None and one.body == two.body:
            message = (
                f"the deletion has status {response.status}, and reading the same afterwards {two.status}, as before"
            )
            self.run.note(sent, [Finding(kind="not deleted", message=message)], response)
        self.run.repeat(sent)


def _differences(body: object, response: Response, read: Performed, kind: str) -> Iterator[Finding]:
    """Yield what a read shows in another way than the response to a call that has created or changed it."""
    seen = read.outcome.response if read.outcome is not None else None
    if read.sent is None or seen is None:
        return
    name = read.sent.subject.name
    if read.is_gone:
        message = f"the status is {response.status}, and {name} has {seen.status} for it afterwards"
        yield Finding(kind=kind, message=message)
    elif read.is_success and isinstance(body, dict):
        own, other = _fields_of(response), _fields_of(seen)
        names = [each for each in body if each in own and own[each] == body[each] and not is_secret_name(each)]
        others = ", ".join(f"/{each}" for each in names if each in other and other[each] != body[each])
        if others:
            message = f"the response shows what was sent, and {name} shows another value afterwards: {others}"
            yield Finding(kind=kind, message=message)


def _is_renamed(sent: Sent, read: Performed) -> bool:
    """Return whether a thing is gone because the call has changed what identifies it in the path."""
    body = sent.arguments.body
    if not read.is_gone or not isinstance(body, dict):
        return False
    named = {name for thing in sent.things for name, value in thing.data.items() if value in sent.arguments.path}
    return not named.isdisjoint(body)


def _fields_of(response: Response) -> Mapping[str, Json]:
    try:
        data = response.replaced().take_json()
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
