"""One run of a contract: it sends drafts, checks what comes back, and keeps account of the things it creates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heroics_py.client import Client
from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.http.messages import Response
from heroics_py.readers.path_shapes import Shape
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.answers import Finding, accepted, findings_of
from heroics_py.testing.contracts.drafts import Draft, drawn, renamed
from heroics_py.testing.contracts.draws import SIMPLEST
from heroics_py.testing.contracts.etags import ETags
from heroics_py.testing.contracts.harvest import things_in
from heroics_py.testing.contracts.performed import Key, Performed, Sent
from heroics_py.testing.contracts.records import Found, Records
from heroics_py.testing.contracts.references import nouns_in, with_references
from heroics_py.testing.contracts.sender import Outcome, OverError, Sender
from heroics_py.testing.contracts.siblings import creates, item_link, reader_of
from heroics_py.testing.contracts.subject import Arguments, Expression, Subject
from heroics_py.testing.contracts.things import Thing, Things, folded, named_in, paths_of
from heroics_py.testing.contracts.values import Values
from heroics_py.testing.contracts.variants import Variant

__all__ = ["Run"]

_GONE = frozenset({404, 410})
_CREATING = frozenset({"POST", "PUT"})
_MOST_FAILURES = 2
_SEVERAL = 3


@dataclass(slots=True, kw_only=True)
class Run:
    """The state of a run.

    Attributes:
        client: the client.
        sender: sends its calls.
        subjects: all links that may be called.
        selected: the names of those that are examined; the others only find, create and delete things.
        may_write: whether calls may change something.
        is_here: whether the server is on this machine, so that calls may change things that the run did not create.
        named: the names of the links that the caller named.
        also: statuses that any link may answer with.
        things: that the server has.
        values: draws values.
        records: what was found.
        bases: the smallest call of each link that succeeded, by its name.
        kept: the things that were created and not deleted, with the reason.
    """

    client: Client
    sender: Sender
    subjects: Sequence[Subject]
    selected: frozenset[str]
    may_write: bool
    is_here: bool
    named: frozenset[str] = frozenset()
    also: frozenset[int] = frozenset()
    things: Things = field(default_factory=Things)
    values: Values = field(default_factory=Values)
    records: Records = field(default_factory=Records)
    bases: dict[str, Draft] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    _sought: set[Shape] = field(default_factory=set)
    _aside: list[Thing] = field(default_factory=list)
    _failures: Counter[str] = field(default_factory=Counter)
    _etags: ETags = field(default_factory=ETags)
    _renamed: int = 0

    def owns_only(self, subject: Subject) -> bool:
        """Return whether a link may change only what this run created."""
        if subject.is_read or subject.name in self.named or not subject.variables:
            return False
        return subject.link.method == "DELETE" or not self.is_here

    def perform(self, subject: Subject, draft: Draft, *, variant: Variant | None = None) -> Performed:
        """Send a draft, and check what comes back.

        Args:
            subject: the link.
            draft: the call.
            variant: the change of it, if it has one.
        """
        sent = self._resolved(subject, draft, variant)
        outcome = self.sender.send(subject, sent.arguments) if sent is not None else None
        if sent is None or outcome is None:
            return Performed()
        broken = self._check(sent, outcome)
        if variant is None:
            self._settle(subject, sent.things, outcome)
        created = self._harvest(subject, sent.arguments, outcome)
        return Performed(sent=sent, outcome=outcome, created=created, broken=broken)

    def _resolved(self, subject: Subject, draft: Draft, variant: Variant | None = None) -> Sent | None:
        """Return a draft with the things that it names; None if it would change what it must not."""
        self.seek(subject)
        deletes = subject.link.method == "DELETE"
        filled = self.things.fill(subject, draft.picks, own_only=self.owns_only(subject), spare_only=deletes)
        if filled is None:
            return None
        values, used = filled
        path = tuple(text if value is None else value for value, text in zip(values, draft.texts, strict=True))
        is_chosen = variant is not None and variant.where.lower() == "if-match"
        fields = draft.fields if is_chosen else self._fields(subject, draft, path)
        arguments = Arguments(path=path, fields=fields, body=self._body(subject, draft, variant))
        return Sent(subject=subject, arguments=arguments, things=tuple(used), draft=draft, variant=variant)

    def _fields(self, subject: Subject, draft: Draft, path: tuple[Json, ...]) -> Mapping[str, Json]:
        """Return the fields of a draft, with the ETag that the thing has now if the link takes one."""
        keyword = subject.precondition
        if keyword is None or keyword not in draft.fields:
            return draft.fields
        read = self.read_same(Sent(subject=subject, arguments=Arguments(path=path)))
        response = read.outcome.response if read.outcome is not None else None
        if read.sent is None or response is None or not response.etag:
            return draft.fields
        source = f"{read.sent.subject.python(read.sent.arguments, {})}.etag"
        return {**draft.fields, keyword: Expression(response.etag, source)}

    def _body(self, subject: Subject, draft: Draft, variant: Variant | None) -> Any:
        """Return the body of a draft with the names of things that the server has, where these pass the schema."""
        schema = subject.link.body.schema if subject.link.body is not None else None
        body = draft.body
        if schema is None or not isinstance(body, dict | list):
            return body
        for noun in dict.fromkeys(nouns_in(body)):
            self._seek_noun(noun, subject)
        unchanged = variant.where if variant is not None and variant.part == "body" else ""
        named = with_references(body, self._thing_called, unchanged)
        was_valid = variant is None or not variant.is_invalid or variant.part != "body"
        return body if was_valid and not self.values.passes(schema, named) else named

    def _thing_called(self, noun: str) -> Thing | None:
        """Return a thing by its noun, one that this run created first."""
        same = [each for each in self.things if noun and folded(each.kind) == noun]
        return min(same, key=lambda each: not each.recipe, default=None)

    def _seek_noun(self, noun: str, subject: Subject) -> None:
        """Look for things of a kind by the lists that need no others."""
        for each in self.subjects:
            is_list = each.link.method == "GET" and not each.variables and each.path != subject.path
            if is_list and each.path not in self._sought and noun == folded(each.link.resource):
                self.seek(each)

    def _check(self, sent: Sent, outcome: Outcome) -> frozenset[Key]:
        """Keep what a call breaks, and return what makes each another violation."""
        response, variant = outcome.response, sent.variant
        found = [outcome.finding] if outcome.finding is not None else []
        if response is not None:
            self.records.count(sent.subject.name, response.status)
            found += findings_of(sent.subject.link, response, self.client._core.checker, also=self.also)  # noqa: SLF001 - public names of a client belong to the API
            if variant is not None and variant.is_invalid and outcome.is_success:
                found.append(accepted(variant.part, variant.place, response.status))
            found += self._etags.findings(sent, response)
        return self.note(sent, found, response)

    def note(self, sent: Sent, found: Sequence[Finding], response: Response | None) -> frozenset[Key]:
        """Keep what a call shows, alone or together with others, and return what makes each another violation."""
        if sent.subject.name not in self.selected:
            return frozenset()
        variant = sent.variant
        return self.records.add(
            Found(
                subject=sent.subject,
                finding=finding,
                arguments=sent.arguments,
                draft=sent.draft,
                things=() if sent.subject.link.method == "DELETE" else sent.things,
                status=None if response is None else response.status,
                mask=str if response is None else response.headers.masked,
                is_invalid=sent.is_invalid,
                place=variant.place if variant is not None else "",
            )
            for finding in found
        )

    def _settle(self, subject: Subject, used: tuple[Thing, ...], outcome: Outcome) -> None:
        """Forget what is not there any more."""
        status = outcome.response.status if outcome.response is not None else 0
        if used and (status in _GONE or (subject.link.method == "DELETE" and outcome.is_success)):
            self.things.discard(used[0])

    def _harvest(self, subject: Subject, arguments: Arguments, outcome: Outcome) -> list[Thing]:
        """Remember the things in a response, and return those that the call created."""
        response = outcome.response
        is_new = subject.link.method in _CREATING
        if response is None or not outcome.is_success or (is_new and not self.creates(subject)):
            return []
        if not is_new and subject.link.method != "GET":
            return []
        paging = self.client._core.paging_of(subject.link)  # noqa: SLF001 - as above
        found = things_in(response, subject, arguments, paging.items, is_new=is_new)
        for thing in found:
            self.things.add(thing)
        return found if is_new else []

    def creates(self, subject: Subject) -> bool:
        """Return whether a link may create what another link has in its path."""
        return creates(subject, self.subjects)

    def read(self, thing: Thing) -> Performed:
        """Read a thing by the link for that, if its data certainly identify it there, and check what comes back."""
        subject = item_link("GET", thing, self.subjects)
        return self._read(subject, paths_of(thing, subject.variables) if subject is not None else [], (thing,))

    def read_same(self, sent: Sent) -> Performed:
        """Read what a call changes or deletes, by the link with the same path, and check what comes back."""
        return self._read(reader_of(sent.subject, self.subjects), [sent.arguments.path], sent.things)

    def _read(self, subject: Subject | None, paths: Sequence[tuple[Json, ...]], things: tuple[Thing, ...]) -> Performed:
        """Read a thing by each path in turn, until one leads nowhere."""
        draft = self._simplest(subject) if subject is not None else None
        performed = Performed()
        if subject is None or draft is None:
            return performed
        for path in paths:
            arguments = Arguments(path=path, fields=draft.fields)
            outcome = self.sender.send(subject, arguments)
            if outcome is None:
                continue
            sent = Sent(subject=subject, arguments=arguments, things=things)
            performed = Performed(sent=sent, outcome=outcome, broken=self._check(sent, outcome))
            if performed.is_gone:
                break
        return performed

    def seek(self, subject: Subject) -> None:
        """Look for the things that a link needs: by the lists of the API, and by creating one where there is none."""
        for collection in (*subject.collections, *([subject.path] if subject.link.method == "GET" else [])):
            if not collection:
                continue
            if collection not in self._sought:
                self._sought.add(collection)
                self._look(collection)
            if self.may_write and not any(_is_spare(each, collection) for each in self.things):
                self.refill(collection)

    def _look(self, collection: Shape) -> None:
        for each in self.subjects:
            if each.link.method == "GET" and each.path == collection:
                self._send_simplest(each)

    def refill(self, collection: Shape) -> bool:
        """Create a thing in a list, and return whether that succeeded."""
        for each in self.subjects:
            if each.link.method != "POST" or each.path != collection or self._failures[each.name] > _MOST_FAILURES:
                continue
            draft = self.bases.get(each.name) or self._simplest(each)
            if self.creates(each) and draft is not None:
                if self.perform(each, draft).created or self._refilled_by_another_name(each, draft):
                    return True
                self._failures[each.name] += 1
        return False

    def stock(self, collection: Shape) -> None:
        """See that a list has several things, if they can be deleted again: many faults need more than one."""
        for _ in range(_SEVERAL):
            spare = [each for each in self.things if _is_spare(each, collection)]
            if (
                len(spare) >= _SEVERAL
                or (spare and item_link("DELETE", spare[0], self.subjects) is None)
                or not self.refill(collection)
            ):
                return

    def _refilled_by_another_name(self, subject: Subject, draft: Draft) -> bool:
        """Create a thing under a name that nothing has yet: many servers refuse the same one twice."""
        self._renamed += 1
        other = renamed(subject, draft, self._renamed, self.values)
        return other is not None and bool(self.perform(subject, other).created)

    def preview(self, subject: Subject, draft: Draft) -> Performed:
        """Read what a draft is about to change, without changing anything."""
        sent = self._resolved(subject, draft)
        return Performed() if sent is None else self.read_same(sent)

    def repeat(self, sent: Sent, headers: Mapping[str, str] | None = None) -> Response | None:
        """Send a call again, with further headers if need be, and check what comes back."""
        outcome = self.sender.send(sent.subject, sent.arguments, headers)
        if outcome is not None:
            self._check(sent, outcome)
        return outcome.response if outcome is not None else None

    def _send_simplest(self, subject: Subject) -> None:
        draft = self._simplest(subject)
        if draft is not None:
            self.perform(subject, draft)

    def _simplest(self, subject: Subject) -> Draft | None:
        try:
            return drawn(subject, SIMPLEST, self.values)
        except SchemaError:
            return None

    def remove(self, thing: Thing) -> bool:
        """Delete a thing that this run created, and return whether it is gone."""
        subject = item_link("DELETE", thing, self.subjects)
        path = next(iter(paths_of(thing, subject.variables, guessed=True)), None) if subject is not None else None
        draft = self._simplest(subject) if subject is not None else None
        if subject is None or path is None or draft is None:
            return False
        arguments = Arguments(path=path, fields=self._fields(subject, draft, path), body=draft.body)
        outcome = self.sender.send(subject, arguments)
        if outcome is None:
            return False
        self._check(Sent(subject=subject, arguments=arguments), outcome)
        status = outcome.response.status if outcome.response is not None else 0
        if outcome.is_success or status in _GONE:
            self.things.discard(thing)
            return True
        return False

    def set_aside(self, subject: Subject, draft: Draft) -> None:
        """Use other things from now on than those which a call may have damaged, if this run created them."""
        filled = self.things.fill(subject, draft.picks)
        for thing in filled[1] if filled is not None else ():
            if thing.recipe:
                self.things.discard(thing)
                self._aside.append(thing)
                self.refill(thing.collection)

    def clean_up(self) -> None:
        """Delete what this run created, the last first, but for what the lines of violations name."""
        needed = set(map(id, self.records.needed()))
        for thing in reversed([*self._aside, *(each for each in self.things if each.recipe)]):
            if id(thing) in needed:
                self._keep(thing, "a violation names it")
            elif not self._removed_in_time(thing):
                has_link = item_link("DELETE", thing, self.subjects) is not None
                self._keep(thing, "it could not be deleted" if has_link else "no link deletes it")

    def _removed_in_time(self, thing: Thing) -> bool:
        try:
            return self.remove(thing)
        except (OverError, HeroicsError):
            return False

    def _keep(self, thing: Thing, reason: str) -> None:
        name = f"{thing.kind} {thing.name or named_in(thing.data)}".strip()
        self.kept[name if name not in self.kept else f"{name} ({len(self.kept)})"] = reason


def _is_spare(thing: Thing, collection: Shape) -> bool:
    return thing.collection == collection and bool(thing.recipe) and not thing.is_needed
