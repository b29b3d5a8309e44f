"""Links of a response that are relative to the root of the API."""

import re
from collections.abc import Iterable, Iterator, Sequence

from heroics_py.call.responses.answer_links import AnswerLink, body_links
from heroics_py.client.core import Core
from heroics_py.client.records.followed_links import link_of_url, resolved
from heroics_py.record import Record, whole_of

__all__ = ["at_root"]

# A reference whose path begins with a segment of its own (RFC 3986, 4.2).
_RELATIVE = re.compile(r"[^/?#:{.][^/?#:{]*(?:[/?#{].*)?", re.DOTALL)


def at_root(answers: Sequence[AnswerLink], record: Record, core: Core, url: str) -> tuple[AnswerLink, ...]:
    """Return the links that a record holds, with the root of the API in those that are relative to it.

    A reference is relative to the URL of its response (RFC 3986, 5.1.3). Some servers write it relative to the root:
    ``{"self": {"href": "people/7"}}`` in the response of ``/people/7``. The ``self`` link of the response shows it, or
    that of the record.

    Args:
        answers: the links.
        record: the record.
        core: the core of the client.
        url: the URL of the response.
    """
    if not any(map(_is_relative, answers)) or not _is_at_root(_self_links(answers, record), core, url):
        return tuple(answers)
    return tuple(_below_root(each, core) if _is_relative(each) else each for each in answers)


def _self_links(answers: Iterable[AnswerLink], record: Record) -> Iterator[AnswerLink]:
    """Yield the ``self`` links of the whole response, then those of the record."""
    whole, _ = whole_of(record)
    for each in (*(body_links(whole) if whole is not record else ()), *answers):
        if each.rel == "self" and _is_relative(each):
            yield each


def _is_at_root(own: Iterable[AnswerLink], core: Core, url: str) -> bool:
    """Return whether ``self`` links have the URL of the response, or one of the schema, at the root alone."""
    pairs = ((resolved(link, url), resolved(_below_root(link, core), url)) for link in own)
    for usual, rooted in pairs:
        if usual == rooted:
            continue
        for known in (_of_response(usual, rooted, url), _of_schema(usual, rooted, core)):
            if any(known):
                return not known[0]
    return False


def _of_response(usual: str, rooted: str, url: str) -> tuple[bool, bool]:
    """Return for two URLs whether each is that of the response, whatever their queries are."""
    return _path(usual) == _path(url), _path(rooted) == _path(url)


def _of_schema(usual: str, rooted: str, core: Core) -> tuple[bool, bool]:
    """Return for two URLs whether the schema has a link that reads each."""
    return link_of_url(core, usual) is not None, link_of_url(core, rooted) is not None


def _is_relative(link: AnswerLink) -> bool:
    return _RELATIVE.fullmatch(link.href) is not None


def _below_root(link: AnswerLink, core: Core) -> AnswerLink:
    return link.replaced(href=f"{core.base_url.rstrip('/')}/{link.href}")


def _path(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].rstrip("/")
