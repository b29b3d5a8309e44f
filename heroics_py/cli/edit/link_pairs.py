"""The links that read and update one thing: an info and an update with the same identity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from heroics_py.cli.edit.changes import FIELDS, MERGE, WHOLE
from heroics_py.client import BoundLink, Client
from heroics_py.client.resources import BoundResource
from heroics_py.display.terminal import escaped
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.api import Link
from heroics_py.model.bodies import Content
from heroics_py.model.identifiers import parameter_keyword
from heroics_py.model.schema_types import types_of
from heroics_py.readers.path_shapes import shape_of_path
from heroics_py.support.suggestions import did_you_mean

__all__ = ["LinkPair", "fitting_pair", "link_pairs"]

# The names of a link that updates the things of its resource, and nothing else.
_PLAIN_NAMES = frozenset({"update", "patch", "put", "replace", "edit"})
_METHODS = ("PATCH", "PUT", "POST")
_JSON_PATCH = "application/json-patch+json"
_MERGING = frozenset({"application/vnd.api+json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPair:
    """The links that read and update one thing.

    Attributes:
        info: the call that reads it.
        update: the call that changes it.
        link: the link of the update.
        content: the media type of its body, with its schema.
    """

    info: BoundLink
    update: BoundLink
    link: Link
    content: Content

    @property
    def style(self) -> str:
        """How the update is spelled."""
        if self.link.method == "PUT":
            return WHOLE
        essence = essence_of(self.content.media_type)
        return MERGE if essence.endswith("merge-patch+json") or essence in _MERGING else FIELDS


def link_pairs(client: Client, resource: str, update: str = "") -> list[LinkPair]:
    """Return the links that read and update things of a resource, the plainest first.

    Args:
        client: the client.
        resource: the name of the resource in Python.
        update: the name of the link that updates, if the user chose one.

    Raises:
        UsageError: the resource has no such links.
    """
    bound: BoundResource = getattr(client, resource)
    pairs = sorted(_pairs(bound), key=_rank)
    if not pairs:
        raise click.UsageError(_no_pair(bound, resource))
    chosen = [each for each in pairs if update in {"", each.update.__name__}]
    if not chosen:
        names = dict.fromkeys(each.update.__name__ for each in pairs)
        raise click.UsageError(f"{resource}.{escaped(update)} can't be used to edit; {did_you_mean(update, names)}")
    return chosen


def fitting_pair(pairs: Sequence[LinkPair], count: int, typed: str) -> LinkPair:
    """Return the pair whose identity has so many values; of several for one thing, the first.

    Args:
        pairs: of a resource.
        count: the number of values that the user gave.
        typed: what the user typed, for errors: "heroics edit heroku app".

    Raises:
        UsageError: the identities have another number of values, or several kinds of things may be meant.
    """
    fitting = [each for each in pairs if len(each.link.path_parameters) == count]
    if not fitting:
        usages = dict.fromkeys(_usage(typed, each.link) for each in pairs)
        got = f"{count} value{'' if count == 1 else 's'}"
        raise click.UsageError(f"{typed} got {got} for the identity: expected {' or '.join(usages)}")
    first = fitting[0]
    others = [each for each in fitting if shape_of_path(each.link.href) != shape_of_path(first.link.href)]
    if others and first.update.__name__ not in _PLAIN_NAMES:
        names = dict.fromkeys(_typed_name(each.update) for each in (first, *others))
        choices = ", ".join(f"{typed.rpartition(' ')[2]}.{name}" for name in names)
        raise click.UsageError(f"several kinds of things can be edited so: write {choices} in place of the resource")
    return first


def _typed_name(link: BoundLink) -> str:
    """Return the name of a link, as it is typed."""
    return link.__name__.strip("_").replace("_", "-")


def _pairs(bound: BoundResource) -> Iterator[LinkPair]:
    calls = bound._calls  # noqa: SLF001 - the names of a resource are those of its links
    for name, links in calls.items():
        update = next((each for each in links if _updates(name, each)), None)
        content = None if update is None else _content_of(update)
        if update is None or content is None:
            continue
        for other, candidates in calls.items():
            if any(_reads(each, update) for each in candidates):
                yield LinkPair(info=getattr(bound, other), update=getattr(bound, name), link=update, content=content)


def _updates(name: str, link: Link) -> bool:
    """Return whether a link changes a thing; some APIs do that by POST."""
    is_named = link.rel == "update" or name.startswith("update")
    return not link.fault and (link.method in {"PATCH", "PUT"} or (link.method == "POST" and is_named))


def _reads(link: Link, update: Link) -> bool:
    """Return whether a link reads what another changes: the same path, with the same identities in it."""
    if link.method != "GET" or link.fault or link.is_file:
        return False
    if link.target_schema is not None and types_of(link.target_schema) == ("array",):
        return False
    return shape_of_path(link.href) == shape_of_path(update.href)


def _content_of(link: Link) -> Content | None:
    """Return the media type for the fields of an update: a merge patch says best what it means."""
    choices = link.body.choices if link.body is not None else ()
    fields = [each for each in choices if is_json(each.media_type) and essence_of(each.media_type) != _JSON_PATCH]
    forms = [each for each in choices if essence_of(each.media_type) == "application/x-www-form-urlencoded"]
    merging = [each for each in fields if essence_of(each.media_type).endswith("merge-patch+json")]
    return next(iter((*merging, *fields, *forms)), None)


def _rank(pair: LinkPair) -> tuple[int, int, int]:
    """Return how far a pair is from PATCH, and from the names that people know."""
    name = pair.update.__name__
    distance = 0 if name in _PLAIN_NAMES else 1 if name.startswith("update") else 2
    return _METHODS.index(pair.link.method), distance, int(pair.info.__name__ != "info")


def _usage(typed: str, link: Link) -> str:
    words = [parameter_keyword(each).removesuffix("_identity").upper() for each in link.path_parameters]
    return repr(" ".join((typed, *words)))


def _no_pair(bound: BoundResource, resource: str) -> str:
    calls = list(bound._calls)  # noqa: SLF001 - as above
    known = f"its links are {escaped(', '.join(calls))}" if calls else "it has no links"
    return f"{resource} can't be edited: it has no links that read and update one thing by the same path; {known}"
