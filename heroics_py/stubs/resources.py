"""The classes of clients, resources, scopes and links: what is behind each dot."""

from collections.abc import Mapping

from heroics_py.client import BoundLink, BoundResource, Client
from heroics_py.stubs.calls import call_class, deprecation_text, ways_of
from heroics_py.stubs.names import ClassNames, Reference
from heroics_py.stubs.records import Records
from heroics_py.stubs.results import result_of
from heroics_py.stubs.source_text import docstring, literal, literal_type
from heroics_py.stubs.surface import (
    links_of,
    name_of,
    own_links,
    resources_of,
    schema_links,
    scope_of,
    scoped_resources,
    shapes_of,
)
from heroics_py.writers.docstring import call_doc

__all__ = ["Resources"]

_MOST_SCOPES = 3
"""How deep scopes within scopes have types; what is below is a `Scope` of any links."""
_MOST_KEYS = 200
"""The most resources that an index knows by the types of its keys: checkers compare each with all others."""

_Members = dict[str, tuple[str, str, str]]
"""By name: the type, one line that describes it, and the message of its deprecation."""


class Resources:
    """The classes of one client, blocking and awaited.

    Args:
        names: of all classes.
        records: the classes of records.
    """

    def __init__(self, names: ClassNames, records: Records) -> None:
        self._names = names
        self._records = records
        self._known: dict[object, Reference] = {}
        self.texts: list[str] = []
        """The classes so far."""
        self.attributes: set[str] = set()
        """The attributes of all classes so far."""

    def add_client(self, client: Client, doc: str) -> None:
        """Add the classes of the client itself, and of all that is behind it."""
        members: _Members = {}
        keys: dict[str, str] = {}
        for name, resource in resources_of(client).items():
            kind = self._resource(resource, name, 0)
            about = resource._resource.description or resource._resource.title  # noqa: SLF001 - as `surface`
            members[name] = (kind, about, "")
            keys.setdefault(name_of(resource), kind)
            keys.setdefault(name, kind)
        self._add("Client", "_h.Client", members, doc, _index(keys))
        awaited = {name: _awaited(kind) for name, kind in keys.items()}
        self._add("AsyncClient", "_h.AsyncClient", _all_awaited(members), doc, _index(awaited))

    def _resource(self, resource: BoundResource, words: str, level: int) -> Reference:
        """Return the class of a resource, at its place in the client or in a scope."""
        calls = links_of(resource)
        members = {name: self._link(link, f"{words} {name}") for name, link in calls.items()}
        scope = self._scope(resource, words, level)
        key = ("resource", tuple(members.items()), scope)
        if key not in self._known:
            self._known[key] = reference = self._names.new(f"{words} resource")
            self._add_pair(
                reference,
                "_BoundResource",
                members,
                name_of(resource),
                f"    def __getitem__(self, identity: _Identity) -> {scope}: ...\n",
            )
        return self._known[key]

    def _scope(self, resource: BoundResource, words: str, level: int) -> str:
        scope = scope_of(resource) if level < _MOST_SCOPES else None
        if scope is None:
            return "_BoundScope" if level >= _MOST_SCOPES else "_t.Any"
        members = {name: self._link(link, f"{words} {name} of one") for name, link in own_links(scope).items()}
        for name, below in scoped_resources(scope).items():
            members[name] = (self._resource(below, f"{words} {name}", level + 1), "", "")
        key = ("scope", tuple(members.items()))
        if key not in self._known:
            self._known[key] = reference = self._names.new(f"{words} scope")
            self._add_pair(reference, "_BoundScope", members, f"One thing of {words}, and what is below it.", "")
        return self._known[key]

    def _link(self, link: BoundLink, words: str) -> tuple[str, str, str]:
        """Return the class of a link, the line that describes it, and the message of its deprecation."""
        shapes, links = shapes_of(link), schema_links(link)
        key = ("link", tuple((each.link.pointer, each.link.method, *each.preset) for each in shapes))
        about = links[0].title or links[0].description
        if key not in self._known:
            self._known[key] = reference = self._names.new(words)
            results = [result_of(each.link, self._records, f"{each.link.resource} {words}") for each in shapes]
            ways = ways_of(shapes, results)
            is_whole = not any(each.preset for each in shapes)
            doc = docstring(call_doc(words, shapes) if is_whole else links[0].description or about, "        ")
            base = "_BoundLink" if len(ways) > 1 else "_Link"
            self.texts.append(call_class(reference, base, ways, doc, is_async=False))
            base = "_BoundLink" if len(ways) > 1 else "_AsyncLink"
            self.texts.append(call_class(reference.awaited, base, ways, doc, is_async=True))
        return self._known[key], about, deprecation_text(links)

    def _add_pair(self, name: Reference, base: str, members: _Members, doc: str, further: str) -> None:
        self._add(name, base, members, doc, further)
        self._add(name.awaited, base, _all_awaited(members), doc, _awaited(further))

    def _add(self, name: str, base: str, members: _Members, doc: str, further: str) -> None:
        self.attributes.update(members)
        lines = [f"class {name}({base}):\n", docstring(_line(doc), "    "), "    __getattr__: None\n"]
        for member, (kind, about, deprecated) in members.items():
            lines.append("    @_b.property\n")
            if deprecated:
                lines.append(f"    @_x.deprecated({literal(deprecated)})\n")
            body = "\n" + docstring(_line(about), "        ") if about else " ...\n"
            lines.append(f"    def {member}(self) -> {kind}:{body}")
        self.texts.append("".join([*lines, further]))


def _index(keys: Mapping[str, str]) -> str:
    """Return the ways to reach resources, and links, by index."""
    if len(keys) > _MOST_KEYS:
        return ""
    groups: dict[str, list[str]] = {}
    for key, kind in keys.items():
        groups.setdefault(kind, []).append(key)
    ways = [(literal_type(names), kind) for kind, names in groups.items()]
    ways.append(("_b.tuple[_b.str, _b.str]", "_BoundLink"))
    overload = "    @_t.overload\n" if len(ways) > 1 else ""
    return "".join(f"{overload}    def __getitem__(self, key: {key}) -> {kind}: ...\n" for key, kind in ways)


def _line(text: str) -> str:
    return " ".join(text.split())


def _awaited(text: str) -> str:
    """Return source with the twins of its classes."""
    opening, parts = "\x01", text.split("\x01")
    # Each reference is "\x01number\x01", so every second part is a number.
    return "".join(f"\x02{part}{opening}" if number % 2 else part for number, part in enumerate(parts))


def _all_awaited(members: _Members) -> _Members:
    return {name: (_awaited(kind), about, deprecated) for name, (kind, about, deprecated) in members.items()}
