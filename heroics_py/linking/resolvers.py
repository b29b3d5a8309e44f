"""How the links of an instance are resolved: what all drafts share, and the rules of each."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from urllib.parse import quote

from heroics_py.errors import CallError
from heroics_py.linking.href_input import accepts_input, check_input, is_initial
from heroics_py.linking.instance_values import MISSING, Keys, keys_of, pointer_of, value_of
from heroics_py.linking.link_faults import link_faults, relations_of
from heroics_py.linking.linked_values import LinkedValue, linked_values
from heroics_py.linking.resolved_link import ResolvedLink
from heroics_py.linking.template_data import template_data
from heroics_py.linking.templates import expand, expand_partly, needed_variables, preprocess, variables_of
from heroics_py.linking.uri_references import resolve_uri, without_fragment
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["MiddleResolver", "NewestResolver", "OldestResolver"]

_LONGEST = 8000
# Media types whose fragments are JSON pointers (JSON Schema core, the section on the media type).
_WITH_POINTERS = frozenset({"application/schema+json", "application/schema-instance+json", "application/instance+json"})


class _Resolver(ABC):
    """Resolves the links of one instance; a subclass has the rules of a draft."""

    def __init__(self, schema: Schema, instance: Json, url: str, media_type: str) -> None:
        self._draft = schema.documents.dialect
        self._instance = instance
        self._url = url
        self._has_fragments = media_type.partition(";")[0].strip().lower() in _WITH_POINTERS
        self._found = [
            linked for linked in linked_values(schema, instance, url) if not any(link_faults(_raw(linked), self._draft))
        ]

    def links(self) -> Iterator[ResolvedLink]:
        for linked in self._found:
            for rel in relations_of(_raw(linked), self._draft) or ():
                try:
                    yield self._link(linked, rel)
                except CallError:
                    continue  # it can't be used with this instance

    def _link(self, linked: LinkedValue, rel: str) -> ResolvedLink:
        """Return one link.

        Raises:
            CallError: the instance lacks a value that it needs.
        """
        context_uri, context_pointer = self._context(linked)
        open_names = self._open_names(linked)
        return ResolvedLink(
            rel=rel,
            context_uri=context_uri,
            context_pointer=context_pointer,
            attachment_pointer=pointer_of(linked.place),
            target_uri=self._target(linked, {}) if open_names is None else None,
            input_templates=() if open_names is None else self._input_templates(linked, open_names),
            initial_input={} if open_names is None else self._initial_input(linked, open_names),
            description=_raw(linked),
            pointer=linked.link.pointer,
            _resolve=partial(self._target, linked),
        )

    def _context(self, linked: LinkedValue) -> tuple[str, str]:
        return self._context_at(linked.place)

    def _context_at(self, place: Keys) -> tuple[str, str]:
        pointer = pointer_of(place)
        fragment = f"#{quote(pointer, safe='/~!$&()*+,;=:@')}" if pointer and self._has_fragments else ""
        return self._url + fragment, pointer

    def _open_names(self, linked: LinkedValue) -> frozenset[str] | None:
        """Return the variables that the caller may fill; None if the link takes no values."""
        schema = _href_schema(linked)
        if schema is None or schema.raw is False:
            return None
        names = frozenset(name for name in self._names(linked) if accepts_input(schema, name))
        needed = self._needed(linked)
        _require(needed - names, self._data(linked, tuple(needed), linked.place), linked)
        return names

    def _needed(self, linked: LinkedValue) -> frozenset[str]:
        """Return the variables without which the link can't be used."""
        return needed_variables(self._template(_href(linked)))

    def _input_templates(self, linked: LinkedValue, open_names: frozenset[str]) -> tuple[str, ...]:
        data = self._data(linked, self._names(linked), linked.place)
        templates = (_href(linked), *(base.template for base in linked.bases))
        return tuple(expand_partly(template, data, open_names.__contains__) for template in templates)

    def _initial_input(self, linked: LinkedValue, open_names: frozenset[str]) -> dict[str, Json]:
        del linked, open_names
        return {}

    def _names(self, linked: LinkedValue) -> tuple[str, ...]:
        templates = (self._template(_href(linked)), *(base.template for base in linked.bases))
        return tuple(dict.fromkeys(name for each in templates for name in variables_of(each) or ()))

    def _template(self, href: str) -> str:
        return href

    def _data(self, linked: LinkedValue, names: tuple[str, ...], place: Keys) -> dict[str, Json]:
        del linked
        return template_data(names, self._instance, place, {}, is_oldest=False)

    @abstractmethod
    def _target(self, linked: LinkedValue, values: Mapping[str, Json]) -> str:
        """Return the URI of a link's target, with the values of a caller for its variables."""

    def _resolved(self, linked: LinkedValue, template: str, values: Mapping[str, Json]) -> str:
        """Return the URI that a template means within the bases of a link."""
        data = {**self._data(linked, variables_of(template) or (), linked.place), **values}
        base = self._url
        for each in reversed(linked.bases):
            inner = self._data(linked, variables_of(each.template) or (), self._base_place(linked, each.place))
            base = resolve_uri(base, expand(each.template, {**inner, **values}))
        return resolve_uri(base, expand(template, data))

    def _base_place(self, linked: LinkedValue, place: Keys) -> Keys:
        del linked
        return place


class OldestResolver(_Resolver):
    """Draft-04: self links are the base of the others, and names may hold any character (5.1, 5.2)."""

    def links(self) -> Iterator[ResolvedLink]:
        """Yield the links; a root link only if it leads to a place in the instance."""
        for link in super().links():
            if link.rel.lower() != "root" or self._is_inside(link.target_uri or ""):
                yield link

    def _is_inside(self, target: str) -> bool:
        """Return whether a root link leads to a place in the instance (5.2)."""
        document, _, fragment = target.partition("#")
        keys = keys_of(fragment, ()) if fragment.startswith("/") or not fragment else None
        return document == without_fragment(self._url) and value_of(self._instance, keys or ()) is not MISSING

    def _template(self, href: str) -> str:
        return preprocess(href)

    def _data(self, linked: LinkedValue, names: tuple[str, ...], place: Keys) -> dict[str, Json]:
        del linked
        return template_data(names, self._instance, place, {}, is_oldest=True)

    def _target(self, linked: LinkedValue, values: Mapping[str, Json]) -> str:
        check_input(None, values, linked.link.pointer)
        template = preprocess(_href(linked))
        data = self._data(linked, variables_of(template) or (), linked.place)
        _require(self._needed(linked), data, linked)
        return resolve_uri(self._base(linked), expand(template, data))

    def _base(self, linked: LinkedValue) -> str:
        """Return the target of the nearest self link: of the value itself, or of one around it."""
        relation = _relation(linked)
        if relation == "root":
            return self._url
        highest = len(linked.place) - (relation == "self")
        for count in range(highest, -1, -1):
            target = self._self_target(linked.place[:count])
            if target is not None:
                return target
        return self._url

    def _self_target(self, place: Keys) -> str | None:
        """Return the target of the first usable self link of a value."""
        if place not in self._self_targets:
            targets = (self._target_or_none(each) for each in self._self_links.get(place, ()))
            self._self_targets[place] = next((target for target in targets if target is not None), None)
        return self._self_targets[place]

    def _target_or_none(self, linked: LinkedValue) -> str | None:
        try:
            return self._target(linked, {})
        except CallError:
            return None

    @cached_property
    def _self_links(self) -> dict[Keys, list[LinkedValue]]:
        by_place: dict[Keys, list[LinkedValue]] = {}
        for linked in self._found:
            if _relation(linked) == "self":
                by_place.setdefault(linked.place, []).append(linked)
        return by_place

    @cached_property
    def _self_targets(self) -> dict[Keys, str | None]:
        return {}


class MiddleResolver(_Resolver):
    """Draft-06: ``base`` and ``hrefSchema`` (5.1, 6.2.1.1, 6.3)."""

    def _target(self, linked: LinkedValue, values: Mapping[str, Json]) -> str:
        check_input(_href_schema(linked), values, linked.link.pointer)
        data = {**self._data(linked, self._names(linked), linked.place), **values}
        _require(self._needed(linked), data, linked)
        return self._resolved(linked, _href(linked), values)


class NewestResolver(_Resolver):
    """Draft-07 and 2019-09: anchors, pointers for variables, and input with initial values (6, 7.2)."""

    def _context(self, linked: LinkedValue) -> tuple[str, str]:
        raw = _raw(linked)
        place: Keys | None = linked.place
        if isinstance(pointer := raw.get("anchorPointer"), str):
            place = keys_of(pointer, linked.place)
        if place is None:
            raise CallError(f"the anchorPointer of {linked.link.pointer} leads out of the instance")
        uri, context_pointer = self._context_at(place)
        if isinstance(anchor := raw.get("anchor"), str):
            uri, context_pointer = self._resolved(linked, anchor, {}), "" if place == linked.place else context_pointer
        return uri, context_pointer

    def _data(self, linked: LinkedValue, names: tuple[str, ...], place: Keys) -> dict[str, Json]:
        pointers = _raw(linked).get("templatePointers")
        pointers = pointers if isinstance(pointers, dict) else {}
        return template_data(names, self._instance, place, pointers, is_oldest=False)

    def _base_place(self, linked: LinkedValue, place: Keys) -> Keys:
        del place  # variables are looked up where the link is attached (6.4)
        return linked.place

    def _initial_input(self, linked: LinkedValue, open_names: frozenset[str]) -> dict[str, Json]:
        schema = _href_schema(linked)
        data = self._data(linked, self._names(linked), linked.place)
        return {
            name: value
            for name, value in data.items()
            if schema is not None and name in open_names and is_initial(schema, name, value)
        }

    def _target(self, linked: LinkedValue, values: Mapping[str, Json]) -> str:
        schema = _href_schema(linked)
        check_input(schema, values, linked.link.pointer)
        names = self._names(linked)
        accepted = {
            name: values[name]
            for name in names
            if name in values and schema is not None and accepts_input(schema, name)
        }
        required = self._needed(linked)
        data = {**self._data(linked, (*names, *required), linked.place), **accepted}
        _require(required, data, linked)
        return self._resolved(linked, _href(linked), accepted)

    def _needed(self, linked: LinkedValue) -> frozenset[str]:
        names = _raw(linked).get("templateRequired")
        return frozenset(str(name) for name in names) if isinstance(names, list) else frozenset()


def _raw(linked: LinkedValue) -> Mapping[str, Json]:
    raw = linked.link.raw
    return raw if isinstance(raw, dict) else {}


def _href(linked: LinkedValue) -> str:
    href = _raw(linked).get("href")
    if not isinstance(href, str) or len(href) > _LONGEST:
        raise CallError(f"the href of {linked.link.pointer} is not a URI template")
    return href


def _relation(linked: LinkedValue) -> str:
    return str(_raw(linked).get("rel")).lower()


def _href_schema(linked: LinkedValue) -> Schema | None:
    raw = _raw(linked)
    if not isinstance(raw.get("hrefSchema"), dict | bool):
        return None
    return Schema(linked.link.documents, f"{linked.link.pointer}/hrefSchema", raw["hrefSchema"])


def _require(names: frozenset[str], data: Mapping[str, Json], linked: LinkedValue) -> None:
    """Raise unless there is a value for each variable."""
    if missing := sorted(names - data.keys()):
        raise CallError(f"{linked.link.pointer} can't be used: {', '.join(missing)} has no value")
