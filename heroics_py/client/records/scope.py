"""The links of a record: those of the schema, and those that the response holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from heroics_py.client.links import BoundLink
from heroics_py.client.resource_links import ResourceLinks
from heroics_py.client.scopes import Scope
from heroics_py.display.terminal import escaped, shown
from heroics_py.errors import NoSuchAttribute, NoSuchName
from heroics_py.linking.scope_rules import Filler, lacking_variables
from heroics_py.support.suggestions import closest_names, did_you_mean, joined_names

if TYPE_CHECKING:
    from heroics_py.call.responses.answer_links import AnswerLink
    from heroics_py.client.records.followed_links import LinkList

__all__ = ["RecordScope"]

_MOST_NAMES = 20


class RecordScope(Scope):
    """The scope of a record, with the links that its response holds: ``links(order).find(id=3)``.

    A link of the response is an attribute by its relation in Python's spelling; if the schema has a link or a resource
    of that name, it gets a trailing ``_``. An index takes the relation as it is, ``links(order)["ea:find"]``, or else
    the name of a link of the schema. Where the response has a list of links, so has the scope. Each is followed by GET,
    with the credentials and the cache of the client, at the origins that the client may send requests to.

    Args:
        resource: the resource of the thing.
        label: how errors and reprs call the scope: "order['7']".
        filler: the identity of the thing.
        answers: the links of the response.
        url: the URL of the response, which they are relative to.
        inapplicable: the pointers of links that the schema has for other records of this kind.
    """

    __slots__ = ("_answer_names", "_answers", "_attached_calls", "_groups", "_inapplicable", "_url")

    def __init__(  # noqa: PLR0913, PLR0917 - a scope, and the links of one response
        self,
        resource: ResourceLinks,
        label: str,
        filler: Filler,
        answers: Sequence[AnswerLink] = (),
        url: str = "",
        inapplicable: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(resource, label, filler)
        self._inapplicable = inapplicable
        if inapplicable:
            self._own._leave_out(inapplicable)
        self._answers = tuple(answers)
        self._url = url
        self._groups: dict[str, tuple[AnswerLink, ...]] | None = None
        self._answer_names: dict[str, str] | None = None
        self._attached_calls: dict[str, BoundLink] | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        rel = self._rels_by_name().get(name) if self._answers else None
        if rel is None and name in (inherited := self._inherited()):
            return inherited[name]
        if rel is None and (reason := self._why_left_out(name)):
            raise NoSuchAttribute(f"{self._label} has no link {name!r}: {reason}")
        return self._of_schema(name) if rel is None else self._followed(rel, name)

    def _of_schema(self, name: str) -> Any:
        """Return a link or a resource of the schema; the error names the links of the response as well."""
        try:
            return super().__getattr__(name)
        except NoSuchAttribute as error:
            text, names = str(error), list(self._rels_by_name()) if self._answers else []
            if not names or "did you mean" in text:
                raise
            close = closest_names(name, names)
        if close:
            raise NoSuchAttribute(f"{self._label} has no {name!r}; did you mean {joined_names(close)}?")
        raise NoSuchAttribute(f"{text}; the links in the response are {', '.join(names[:_MOST_NAMES])}")

    def _inherited(self) -> dict[str, BoundLink]:
        """Return the links that the schema attaches to the record as those of another resource; computed once.

        The schema of the record refers to that of the other, in ``allOf`` for instance.
        """
        if self._attached_calls is None:
            attached = self._fillers[-1].data
            own = {*self._own._calls, *self._names()} if attached else set()
            self._attached_calls = {}
            for resource in (getattr(self, name) for name in self._names()) if attached else ():
                for name, links in resource._calls.items():
                    if name not in own and any(each.pointer in attached for each in links):
                        self._attached_calls.setdefault(name, getattr(resource, name))
        return self._attached_calls

    def _why_left_out(self, name: str) -> str:
        """Return why a link of the schema does not apply to the record; empty if it does, or the schema has none."""
        attached = self._fillers[-1].data
        if name in self._own._calls or not (self._inapplicable or attached):
            return ""
        links = self._core.catalog.calls(self._own._resource.name).get(name, ()) if self._own._resource.name else ()
        if any(each.pointer in self._inapplicable for each in links):
            return "the schema offers it on a condition that this record does not meet"
        lacking = [variable for each in links for variable in lacking_variables(each, attached.get(each.pointer))]
        return f"this record lacks a value for {', '.join(dict.fromkeys(lacking))}" if lacking else ""

    def __getitem__(self, rel: str) -> Any:
        """Return the link of the response with a relation, else a link of the schema by one of its names.

        A relation with a prefix has its URL as well (draft-kelly-json-hal, 8.2).
        """
        if rel not in self._by_rel():
            rel = next((each.rel for each in self._answers if each.about and each.about == rel), rel)
        if rel in self._by_rel():
            name = next((name for name, each in self._rels_by_name().items() if each == rel), "")
            return self._followed(rel, name)
        if isinstance(rel, str):
            with suppress(NoSuchName):
                return self._own._by_words(rel)
            if rel in dir(self):
                return getattr(self, rel)
        names = [*self._by_rel(), *dir(self)]
        raise NoSuchName(f"{self._label} has no link {shown(rel)}; {did_you_mean(str(rel), dict.fromkeys(names))}")

    def __contains__(self, item: object) -> bool:
        """Return whether ``item`` is a link of the record, or the name or the relation of one."""
        if isinstance(item, str) and (item in self._by_rel() or item in self._rels_by_name()):
            return True
        return super().__contains__(item)

    def _by_rel(self) -> dict[str, tuple[AnswerLink, ...]]:
        """Return the links of the response by their relations; computed once."""
        if self._groups is None:
            from heroics_py.call.responses.answer_links import by_rel

            self._groups = by_rel(self._answers)
        return self._groups

    def _rels_by_name(self) -> dict[str, str]:
        """Return the relations of the response by their names in Python; computed once."""
        if self._answer_names is None:
            from heroics_py.client.records.followed_links import python_names

            taken = frozenset(super().__dir__())
            self._answer_names = dict(python_names(self._by_rel(), taken)) if self._answers else {}
        return self._answer_names

    def _followed(self, rel: str, name: str) -> BoundLink | LinkList:
        """Return the link of the response with a relation, or the list of its links."""
        from heroics_py.client.records.followed_links import LinkList, followed_link

        place = f".{name}" if name else f"[{shown(rel)}]"
        label = f"{self._label}{place}"
        answers = self._by_rel()[rel]
        options = self._outer._options
        if len(answers) == 1 and not answers[0].is_listed:
            return followed_link(self._core, options, label, answers[0], self._url, place)
        links = [
            followed_link(self._core, options, f"{label}[{index}]", each, self._url, f"{place}[{index}]")
            for index, each in enumerate(answers)
        ]
        return LinkList(label, links, [each.name for each in answers])

    def _self(self) -> BoundLink | None:
        """Return the link of the response to the record itself, if it has exactly one."""
        from heroics_py.client.records.followed_links import followed_link

        answers = self._by_rel().get("self", ())
        if len(answers) != 1:
            return None
        return followed_link(self._core, self._outer._options, f"{self._label}.self", answers[0], self._url, ".self")

    def __iter__(self) -> Iterator[BoundLink]:
        """Yield the links of the schema that name the thing, then those of the response."""
        yield from super().__iter__()
        yield from self._all_followed()

    def _all_followed(self) -> Iterator[BoundLink]:
        for rel in self._by_rel():
            followed = self[rel]
            yield from [followed] if isinstance(followed, BoundLink) else followed

    def __dir__(self) -> Iterator[str]:
        yield from super().__dir__()
        yield from self._rels_by_name()
        yield from self._inherited().keys() - self._rels_by_name().keys()

    def __repr__(self) -> str:
        if not self._answers:
            return super().__repr__()
        names = ", ".join(super().__dir__())
        rels = {rel: name for name, rel in self._rels_by_name().items()}
        followed = ", ".join(rels.get(rel) or shown(rel) for rel in self._by_rel())
        return escaped(f"<{self._label}: {names}{'; ' if names else ''}in the response: {followed}>")

    def _repr_html_(self) -> str:
        return self._own._table(self._names(), self._all_followed()).html()

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """The schema's description of the resource, and every link of the record."""
        return self._own._docstring(self)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._by_rel())

    def __deepcopy__(self, memo: dict[int, object]) -> RecordScope:
        return RecordScope(self._outer.__deepcopy__(memo), *self._parts())

    def __reduce__(self) -> tuple[object, ...]:
        return (RecordScope, (self._outer, *self._parts()))

    def _parts(self) -> tuple[str, Filler, tuple[AnswerLink, ...], str, frozenset[str]]:
        return self._label, self._fillers[-1], self._answers, self._url, self._inapplicable
