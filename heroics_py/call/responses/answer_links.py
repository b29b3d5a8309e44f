"""The links that a response holds: HAL's ``_links``, JSON:API's ``links`` and ``relationships``, ``Link`` headers.

{"_links": {"self": {"href": "/orders/7"}, "ea:find": {"href": "/orders{?id}", "templated": true}}}         HAL
{"links": {"self": "/posts/1"}, "relationships": {"author": {"links": {"related": "/posts/1/author"}}}}     JSON:API
{"links": [{"rel": "self", "href": "/payments/3"}]}                                                         others
Link: </terms>; rel="terms-of-service"                                                                      RFC 8288
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from heroics_py.http.link_header import parse_link_header
from heroics_py.http.origins import resolve_url
from heroics_py.support.values import Value

__all__ = [
    "AnswerLink",
    "body_links",
    "by_rel",
    "first_of",
    "header_links",
    "resource_in",
    "self_fields",
    "words_of_rel",
]

_MAX_LINKS = 200
_MAX_LENGTH = 8000
_MAX_TEXT = 500
_MEDIA_TYPE = re.compile(r"[\w.+!#$&^-]{1,100}/[\w.+!#$&^-]{1,100}", re.ASCII)
# A text that is a link where it is written without ``href``: other texts are data.
_URL = re.compile(r"https?://|\.{0,2}/|\?", re.IGNORECASE)


class AnswerLink(Value, kw_only=True):
    """A link that a response holds.

    Attributes:
        rel: its relation, as the response spells it: "ea:find".
        href: its target: a URL, relative to that of the response perhaps, or a template (RFC 6570).
        is_template: whether ``href`` is a template.
        is_listed: whether the response has a list of links for the relation, even with one link in it.
        name: what tells it from others with the same relation, if anything.
        title: for people.
        media_type: the likely media type of its target.
        method: the method that the response names for it, in capitals.
        deprecation: where the response tells of its deprecation; empty if it is not deprecated.
        about: where its relation is described.
    """

    rel: str
    href: str
    is_template: bool = False
    is_listed: bool = False
    name: str = ""
    title: str = ""
    media_type: str = ""
    method: str = "GET"
    deprecation: str = ""
    about: str = ""


def body_links(data: Mapping[str, object]) -> tuple[AnswerLink, ...]:
    """Return the links of a JSON object, the first 200 of them; of a JSON:API document, those of its resource too."""
    primary = dict.get(data, "data") if isinstance(data, dict) else None
    is_document = isinstance(primary, dict) and isinstance(dict.get(primary, "type"), str)
    own = [*_own_links(primary)] if is_document and isinstance(primary, dict) else []
    return first_of(own, _own_links(data))


def first_of(*sources: Iterable[AnswerLink]) -> tuple[AnswerLink, ...]:
    """Return the links of several sources, of each at most 200; a relation is taken from the first that has it."""
    links: list[AnswerLink] = []
    for source in sources:
        known = {each.rel for each in links}
        links += [each for each in islice(source, _MAX_LINKS) if each.rel not in known]
    return tuple(links)


def _own_links(data: Mapping[str, object]) -> tuple[AnswerLink, ...]:
    fields = dict(data)  # plain: a record would turn what it is asked for into records
    return first_of(
        _hal_links(fields.get("_links")),
        _plain_links(fields.get("links")),
        _relationships(fields.get("relationships")),
    )


def _hal_links(links: object) -> Iterator[AnswerLink]:
    """Yield the links of HAL (draft-kelly-json-hal, 5 and 8.2); ``curies`` say where relations are described."""
    if not isinstance(links, dict):
        yield from _plain_links(links)
        return
    curies = {each.name: each.href for each in _links_of("curies", links.get("curies"))}
    for rel, value in links.items():
        if rel != "curies" and isinstance(rel, str):
            for inner, each in _grouped(rel, value):
                for link in _links_of(inner, each):
                    yield link.replaced(about=_about(inner, curies))


def _grouped(rel: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield a relation and what it leads to, or the relations below it: ``{"related": {"owner": {"href": ...}}}``."""
    below = value if isinstance(value, dict) and "href" not in value else {}
    if below and all(isinstance(each, dict | list) for each in below.values()):
        yield from ((name, each) for name, each in below.items() if isinstance(name, str))
    else:
        yield rel, value


def _about(rel: str, curies: Mapping[str, str]) -> str:
    prefix, colon, reference = rel.partition(":")
    if colon and prefix in curies:
        return curies[prefix].replace("{rel}", reference)
    return rel if "://" in rel else ""


def self_fields(data: Mapping[str, object]) -> Iterator[AnswerLink]:
    """Yield the fields of an object that may hold its own URL: ``self``, ``href``, ``url``."""
    fields = dict(data)
    for name in ("self", "href", "url"):
        yield from _links_of("self", fields.get(name) if isinstance(fields.get(name), str) else None)


def resource_in(value: object, record: Mapping[str, object]) -> object:
    """Return the resource in a JSON:API document that ``record`` is an earlier state of; any other value unchanged."""
    data = value.get("data") if isinstance(value, dict) and "type" in record and "id" in record else None
    if isinstance(data, dict) and all(data.get(name) == record[name] for name in ("type", "id")):
        return data
    return value


def _plain_links(links: object) -> Iterator[AnswerLink]:
    """Yield the links of a JSON:API object (1.1, 7.6), or of a list of objects with ``rel`` and ``href``."""
    if isinstance(links, dict):
        for rel, value in links.items():
            yield from _links_of(rel, value)
    for value in links if isinstance(links, list) else ():
        rel = value.get("rel") if isinstance(value, dict) else None
        for each in rel if isinstance(rel, list) else [rel]:
            if isinstance(each, str) and each:
                yield from _links_of(each, value)


def _relationships(relationships: object) -> Iterator[AnswerLink]:
    """Yield the links of JSON:API's relationships (1.1, 7.3): to the related resource, and to the relationship."""
    for name, value in relationships.items() if isinstance(relationships, dict) else ():
        links = value.get("links") if isinstance(value, dict) else None
        if isinstance(links, dict):
            yield from _links_of(name, links.get("related"))
            yield from _links_of(f"{name} relationship", links.get("self"))


def _links_of(rel: object, value: object) -> Iterator[AnswerLink]:
    """Yield what a relation leads to: a link object, a URL as text, or a list of these."""
    is_listed = isinstance(value, list)
    for each in value if isinstance(value, list) else [value]:
        node = {"href": each} if isinstance(each, str) and _URL.match(each) else each
        href = node.get("href") if isinstance(node, dict) else None
        if isinstance(node, dict) and isinstance(rel, str) and isinstance(href, str) and len(href) <= _MAX_LENGTH:
            yield AnswerLink(
                rel=rel[:_MAX_TEXT],
                href=href.strip(),
                is_template=_is_template(node, href),
                is_listed=is_listed,
                name=_text(node, "name"),
                title=_text(node, "title"),
                media_type=_media_type(_text(node, "type")),
                method=_text(node, "method").strip().upper() or "GET",
                deprecation=_deprecation(node),
            )


def _is_template(node: Mapping[str, object], href: str) -> bool:
    """Return whether an href is a template: the response says so, or it has braces, which no URL has (RFC 3986, 2)."""
    stated = node.get("templated")
    return stated if isinstance(stated, bool) else "{" in href and "}" in href


def _text(node: Mapping[str, object], key: str) -> str:
    value = node.get(key)
    return value[:_MAX_TEXT] if isinstance(value, str) else ""


def _media_type(text: str) -> str:
    return text if _MEDIA_TYPE.fullmatch(text) else ""


def _deprecation(node: Mapping[str, object]) -> str:
    """Return the URL that tells of a link's deprecation (draft-kelly-json-hal, 5.4)."""
    value = node.get("deprecation")
    return value[:_MAX_TEXT] if isinstance(value, str) else "the response" if value is True else ""


def header_links(header: str | None, url: str) -> Iterator[AnswerLink]:
    """Yield the links of a ``Link`` header about the response itself.

    A link with another ``anchor`` is about something else (RFC 8288, 3.2).

    Args:
        header: the header.
        url: the URL of the response.
    """
    for link in parse_link_header(header):
        anchor = link.parameters.get("anchor")
        if anchor is not None and resolve_url(url, anchor) != resolve_url(url, ""):
            continue
        for rel in link.rels if len(link.href) <= _MAX_LENGTH else ():
            yield AnswerLink(
                rel=rel[:_MAX_TEXT],
                href=link.href,
                title=link.title[:_MAX_TEXT],
                media_type=_media_type(link.parameters.get("type", "")),
                about=rel if "://" in rel else "",
            )


def words_of_rel(rel: str) -> str:
    """Return the words of a relation: "find" of "ea:find" and of "https://example.com/rels/find"."""
    last = rel.rstrip("/#").rpartition("/")[2] if "://" in rel else rel
    return last.rpartition(":")[2].rpartition("#")[2] or rel


def by_rel(links: Iterable[AnswerLink]) -> dict[str, tuple[AnswerLink, ...]]:
    """Return links by their relation, each once."""
    groups: dict[str, dict[str, AnswerLink]] = {}
    for link in links:
        groups.setdefault(link.rel, {}).setdefault(link.href, link)
    return {rel: tuple(links.values()) for rel, links in groups.items()}
