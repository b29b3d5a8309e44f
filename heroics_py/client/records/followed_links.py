"""Links of a response as links of the client, which a call follows with GET."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from heroics_py.call.responses.answer_links import AnswerLink, words_of_rel
from heroics_py.client.core import Core
from heroics_py.client.links import BoundLink
from heroics_py.client.records.followed_link import FollowedLink
from heroics_py.client.records.url_links import UrlLink
from heroics_py.display.terminal import escaped, shown
from heroics_py.errors import CallError, NoSuchName
from heroics_py.http.options import Options
from heroics_py.http.origins import resolve_url
from heroics_py.model.api import Deprecation, Link
from heroics_py.model.identifiers import identifier
from heroics_py.model.schema import Documents, Schema
from heroics_py.model.schemes import scheme_of
from heroics_py.readers.base_urls import resolve_href
from heroics_py.readers.hyper_schema.href import read_href
from heroics_py.secrecy.texts import mask_text
from heroics_py.support.suggestions import did_you_mean

__all__ = ["LinkList", "described_link", "followed_link", "link_of_url", "python_names", "resolved"]

_NOWHERE = Schema(Documents(roots={}), "#", {})
_MOST_SHOWN = 10
_READ_METHODS = frozenset({"GET", "HEAD"})
_WEB = ("http://", "https://")


class LinkList(Sequence[BoundLink]):
    """Several links with one relation: ``links(order)["items"][0]()``, or by name ``["items"]["first"]()``.

    Args:
        label: how errors call it: "order['7'].items".
        links: the links.
        names: the name of each, empty if it has none.
    """

    __slots__ = ("_label", "_links", "_names")

    def __init__(self, label: str, links: Sequence[BoundLink], names: Sequence[str]) -> None:
        self._label = label
        self._links = tuple(links)
        self._names = tuple(names)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Follow the only link of the list.

        Raises:
            CallError: there are several.
        """
        if len(self) != 1:
            raise CallError(f"{self._label} has {len(self)} links: call one of them, such as {self._label}[0]()")
        return self._links[0](*args, **kwargs)

    def __len__(self) -> int:
        return len(self._links)

    def __getitem__(self, key: Any) -> Any:
        """Return a link by its number, or by the name that the response gives it."""
        if not isinstance(key, str):
            return self._links[key]
        if key not in self._names:
            raise NoSuchName(f"{self._label} has no link {shown(key)}; {did_you_mean(key, filter(None, self._names))}")
        return self._links[self._names.index(key)]

    def __repr__(self) -> str:
        more = ", ..." if len(self) > _MOST_SHOWN else ""
        return escaped(f"<{len(self)} links: {', '.join(map(repr, self._links[:_MOST_SHOWN]))}{more}>")

    def _ipython_key_completions_(self) -> list[str]:
        return [name for name in self._names if name]


def python_names(rels: Mapping[str, object], taken: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the Python names of relations, each with its relation: ``find`` of "ea:find".

    A name of the schema's own gets a trailing ``_``; one of an earlier relation is spelled with its prefix. Without a
    free name, a relation is reached by index only.
    """
    used: set[str] = set()
    for rel in rels:
        short = identifier(words_of_rel(rel))
        for name in (short, identifier(rel)):
            spelled = f"{name}_" if name in taken else name
            if name and spelled not in used and spelled not in taken:
                used.add(spelled)
                yield spelled, rel
                break


def resolved(answer: AnswerLink, base: str) -> str:
    """Return the absolute URL, or template, of a link in the response that ``base`` is the URL of (RFC 3986, 5.2)."""
    if not answer.is_template:
        return resolve_url(base, answer.href)
    # What begins with a variable that may be a URL is known when the variable is.
    return answer.href if answer.href.startswith("{+") else resolve_href(base, answer.href)


def link_of_url(core: Core, url: str, method: str = "GET") -> UrlLink | None:
    """Return the link of the schema that a request for a URL is of, if any."""
    return next((each for each in core.url_links.find(url) if each.link.method == method), None)


def followed_link(  # noqa: PLR0913, PLR0917 - a link, where it is, and how it is called
    core: Core, options: Options, label: str, answer: AnswerLink, base: str, place: str
) -> BoundLink:
    """Return a link of a response as a link of the client.

    What it returns is described by the schema, if a link of the schema has its URL.

    Args:
        core: the core of the client.
        options: the options of its calls.
        label: how errors call it: "order['7'].find".
        answer: the link.
        base: the URL of the response.
        place: what leads to it from the links of its record: ".find".
    """
    url = resolved(answer, base)
    href = read_href(url, _NOWHERE, "", frozenset()) if answer.is_template else None
    fault = _fault(core, answer, url) or (href.fault if href is not None else "")
    known = None if fault else link_of_url(core, url)
    if known is None and core.settings.secret_resources:
        # It may be one of them, which are never stored.
        options = options.merged(cache_mode="bypass")
    link = described_link(known) if known is not None else FollowedLink(resource="", href="")
    link = link.replaced(
        href=href.template if href is not None else url,
        rel=answer.rel,
        title=answer.title,
        description=_description(answer),
        parameters=href.parameters if href is not None else (),
        media_type=link.media_type or answer.media_type,
        deprecation=Deprecation(more=mask_text(answer.deprecation)) if answer.deprecation else link.deprecation,
        scheme=scheme_of(url),
        fault=fault,
        typed=f"heroics_py.links(record){place}",
    )
    return BoundLink(core, label, (link,), options)


def described_link(known: UrlLink) -> FollowedLink:
    """Return a link whose responses are those of a link of the schema, without its arguments."""
    link = known.link
    fields = {name: getattr(link, name) for name in Link._fields}
    own = {"name": "", "aliases": (), "query": None, "body": None, "at_server": False}
    return FollowedLink(**{**fields, **own}, schema_link=link, values=known.values)


def _description(answer: AnswerLink) -> str:
    words = [answer.title or f"The link {answer.rel!r} of a response"]
    words += [f"{answer.about} describes the relation"] if answer.about else []
    return ". ".join(words) + "."


def _fault(core: Core, answer: AnswerLink, url: str) -> str:
    """Return why a link can't be followed, or ""."""
    if scheme_of(url):
        return ""  # it is not sent, and has an error of its own
    if not url.lower().startswith((*_WEB, "{+")):
        return f"its address {mask_text(answer.href[:100])!r} is not one of http or https"
    if "@" in _authority(url):
        return "its address has credentials in it, which only the caller may choose"
    return _change(core, answer, url)


def _change(core: Core, answer: AnswerLink, url: str) -> str:
    """Return why a link is one that changes something: the response says so, or the schema; empty if it is not."""
    known = list(core.url_links.find(url))
    if answer.method != "GET":
        reason = f"it is a {answer.method[:20]}, and a link in a response is followed by GET only"
        return reason + _other_way(core, [each for each in known if each.link.method == answer.method])
    if known and all(each.link.method not in _READ_METHODS for each in known):
        return f"the schema has no GET at its address{_other_way(core, known)}"
    return ""


def _authority(url: str) -> str:
    try:
        return urlsplit(url.partition("{")[0]).netloc
    except ValueError:
        return "@"


def _other_way(core: Core, known: Sequence[UrlLink]) -> str:
    """Return which call of the schema does what a link says, if it has one."""
    if not known:
        return ""
    link, catalog = known[0].link, core.catalog
    name = next(name for name, links in catalog.calls(link.resource).items() if link in links)
    arguments = ", ".join(repr(value) for value in known[0].values.values())
    return f"; the schema's own call is {catalog.python_names[link.resource]}.{name}({arguments})"
