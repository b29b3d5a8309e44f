"""Which link of one API is which of another.

    round    links are the same if they have the same
    -----    --------------------------------------------------------
    1        method and path
    2        method and path, with the path of the base URL
    3        call and method; then call and number of path parameters
    4        operation id
    5        path, and both replace or change what is there

Within a round, those of the same call come first, then those of the same words, then in the order of the schemas.
"""

from collections.abc import Callable, Hashable, Iterable

from heroics_py.changes.surface import CalledLink, Surface
from heroics_py.support.values import Value

__all__ = ["Pairing", "pair_links"]

_CHANGING = frozenset({"PUT", "PATCH"})
_Pair = tuple[CalledLink, CalledLink]
_Key = Callable[[CalledLink], Iterable[Hashable]]


class Pairing(Value):
    """The links of two APIs.

    Attributes:
        pairs: the links that both have, in the order of the old one.
        gone: those of the old one alone.
        added: those of the new one alone.
    """

    pairs: tuple[_Pair, ...]
    gone: tuple[CalledLink, ...]
    added: tuple[CalledLink, ...]


def pair_links(old: Surface, new: Surface) -> Pairing:
    """Return which links of two APIs are the same."""
    partners: dict[CalledLink, CalledLink] = {}
    free_old, free_new = list(old.links), list(new.links)
    for keys in _ROUNDS:
        found = dict(_matches(free_old, free_new, keys))
        partners |= found
        free_old = [each for each in free_old if each not in found]
        taken = set(found.values())
        free_new = [each for each in free_new if each not in taken]
    pairs = tuple((each, partners[each]) for each in old.links if each in partners)
    return Pairing(pairs, tuple(free_old), tuple(free_new))


def _by_path(each: CalledLink) -> Iterable[Hashable]:
    yield each.link.method, each.own_shape


def _by_whole_path(each: CalledLink) -> Iterable[Hashable]:
    yield each.link.method, each.whole_shape


def _by_call_and_method(each: CalledLink) -> Iterable[Hashable]:
    yield each.name, each.link.method, len(each.link.path_parameters)


def _by_call_and_count(each: CalledLink) -> Iterable[Hashable]:
    yield each.name, len(each.link.path_parameters)


def _by_call(each: CalledLink) -> Iterable[Hashable]:
    yield each.name


def _by_operation_id(each: CalledLink) -> Iterable[Hashable]:
    yield from each.link.aliases


def _by_changed_path(each: CalledLink) -> Iterable[Hashable]:
    if each.link.method in _CHANGING:
        yield each.own_shape


_ROUNDS: tuple[_Key, ...] = (
    _by_path,
    _by_whole_path,
    _by_call_and_method,
    _by_call_and_count,
    _by_call,
    _by_operation_id,
    _by_changed_path,
)


def _matches(old: list[CalledLink], new: list[CalledLink], keys: _Key) -> Iterable[_Pair]:
    """Yield the pairs of a round."""
    candidates: dict[Hashable, list[CalledLink]] = {}
    for each in new:
        for key in keys(each):
            candidates.setdefault(key, []).append(each)
    taken: set[CalledLink] = set()
    waiting = [(each, [link for key in keys(each) for link in candidates.get(key, ())]) for each in old]
    for is_alike in (_is_same_call, _has_same_words, _is_any):
        for each, choices in waiting:
            if each in taken:
                continue
            partner = next((link for link in choices if link not in taken and is_alike(each, link)), None)
            if partner is not None:
                taken |= {each, partner}
                yield each, partner


def _is_same_call(old: CalledLink, new: CalledLink) -> bool:
    return old.name == new.name and old.link.title == new.link.title and old.link.rel == new.link.rel


def _has_same_words(old: CalledLink, new: CalledLink) -> bool:
    return old.name == new.name or bool(old.link.title and old.link.title == new.link.title)


def _is_any(_: CalledLink, __: CalledLink) -> bool:
    return True
