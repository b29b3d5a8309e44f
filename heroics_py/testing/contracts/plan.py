"""Which links a contract calls, in which order, and why it leaves others out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from heroics_py.client import Client
from heroics_py.client.core import Core
from heroics_py.errors import CallError, HeroicsError
from heroics_py.http.media_types import is_json
from heroics_py.http.origins import origin_of
from heroics_py.model.api import Link
from heroics_py.model.bodies import Body
from heroics_py.model.schema_types import is_binary
from heroics_py.readers.path_shapes import VARIABLE
from heroics_py.support.suggestions import did_you_mean
from heroics_py.testing.contracts.subject import Subject, subjects_of

__all__ = ["Plan", "plan_of"]

_FORMS = ("application/x-www-form-urlencoded",)
_ORDER = {"POST": 0, "PUT": 1, "GET": 2, "HEAD": 3, "PATCH": 4}
_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The links of a run.

    Attributes:
        subjects: all that can be called.
        examined: those that are examined, in order.
        skipped: those that are not, with the reason.
    """

    subjects: tuple[Subject, ...]
    examined: tuple[Subject, ...]
    skipped: dict[str, str] = field(default_factory=dict)


def plan_of(client: Client, links: Collection[str] | None, *, may_write: bool, is_here: bool) -> Plan:
    """Return the plan for a client.

    Args:
        client: the client.
        links: the names of the links to examine; None for all.
        may_write: whether calls may change something.
        is_here: whether the server is on this machine.

    Raises:
        CallError: the name of a link is unknown, or it may not be called.
    """
    usable: list[Subject] = []
    skipped: dict[str, str] = {}
    for subject in subjects_of(client):
        if reason := _reason(subject, client, may_write=may_write):
            skipped.setdefault(subject.name, reason)
        else:
            usable.append(subject)
    named = _checked(links, {each.name for each in usable}, skipped)
    examined = []
    for subject in usable:
        if named is not None and subject.name not in named:
            continue
        if named is None and (reason := _caution(subject, usable, is_here=is_here)):
            skipped.setdefault(subject.name, reason)
        else:
            examined.append(subject)
    done = {each.name for each in examined}
    left_out = {} if named is not None else {name: why for name, why in skipped.items() if name not in done}
    return Plan(subjects=tuple(usable), examined=tuple(sorted(examined, key=_turn)), skipped=left_out)


def _turn(subject: Subject) -> tuple[bool, int, int]:
    """Return when a link has its turn: lists before what is in them, and what deletes last, the deepest first."""
    deletes = subject.link.method == "DELETE"
    depth = len(subject.variables)
    return deletes, -depth if deletes else depth, _ORDER.get(subject.link.method, 3)


def _checked(links: Collection[str] | None, known: Iterable[str], skipped: dict[str, str]) -> frozenset[str] | None:
    if links is None:
        return None
    if isinstance(links, str):
        raise CallError(f"links={links!r}: expected several names, such as links=[{links!r}]")
    names = {str(getattr(each, "_name", each)) for each in links}
    for name in sorted(names):
        if name in skipped:
            raise CallError(f"contract() can't examine {name}: {skipped[name]}")
        if name not in known:
            raise CallError(f"there is no link {name!r}; {did_you_mean(name, [*known, *skipped])}")
    return frozenset(names)


def _reason(subject: Subject, client: Client, *, may_write: bool) -> str:
    """Return why a link can't be called at all; empty if it can."""
    link = subject.link
    if link.fault:
        return f"it can't be used: {link.fault}"
    if link.scheme:
        return f"it is a {link.scheme}: link, which no request goes to"
    if link.streams or link.is_file:
        return f"its response is a {'stream' if link.streams else 'file'}"
    if link.body is not None and link.query is None and _takes_file(link.body):
        return "it takes a file"
    core = client._core  # noqa: SLF001 - public names of a client belong to the API
    if "://" in link.href and origin_of(link.href.partition("{")[0]) != origin_of(core.base_url):
        return "it goes to another server"
    return "" if link.method in _SAFE else _read_only_reason(link, core, may_write=may_write)


def _read_only_reason(link: Link, core: Core, *, may_write: bool) -> str:
    if core.settings.read_only:
        return "it changes something, and the client is read-only"
    if may_write:
        return ""
    return f"it is a {link.method}, and {origin_of(core.base_url)} is not this machine: pass allow_writes=True"


def _caution(subject: Subject, usable: Iterable[Subject], *, is_here: bool) -> str:
    """Return why a link of a server elsewhere is examined only if the caller names it; empty if it is in any case."""
    link = subject.link
    if is_here or link.method in _SAFE or subject.variables:
        return ""
    item = (*subject.path, VARIABLE)
    if link.method == "POST" and any(each.link.method == "DELETE" and each.path == item for each in usable):
        return ""
    return "it changes what this run did not create, or what no link deletes: name it in links= to examine it"


def _takes_file(body: Body) -> bool:
    if all(is_json(each.media_type) or each.media_type in {*_FORMS, "*/*"} for each in body.choices):
        return False
    if any(is_json(each.media_type) or each.media_type in _FORMS for each in body.choices):
        return False  # another of its media types is sent
    for each in body.choices:
        try:
            fields = each.schema.dereference().children("properties").values() if each.schema is not None else ()
            if not each.media_type.startswith("multipart/") or any(map(is_binary, fields)):
                return True
        except HeroicsError:
            return True
    return False
