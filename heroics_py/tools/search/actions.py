"""What a link does, and what a verb of a request asks for, in a few kinds."""

from functools import cache

from heroics_py.model.api import Link
from heroics_py.tools.search.english import stem_of

__all__ = ["ends_with_noun", "fit", "kinds_of_link", "kinds_of_verb", "substitutes"]

_VERBS = """
list: list enumerate index browse
read: get show read view see look describe retrieve fetch display print inspect check find search download export \
tell lookup query watch track compare preview grab dump examine review count snag peek eyeball verify diagnose debug \
investigate monitor report calculate estimate
create: create invite add new make insert register open launch provision place book build generate buy order submit \
subscribe schedule login redeem apply claim sign export forward hook wire connect borrow rent reserve request start \
file log put assign ask bootstrap scaffold establish spawn install onboard enroll grant give allow hire commission \
mint issue fund top upload attach raise report whitelist allowlist pin plug bind mount split reply respond draft \
compose publish propose
update: update make raise lower reduce increase decrease move change edit modify set replace alter fix adjust rename \
patch correct enable disable activate deactivate close reopen extend mark assign upgrade downgrade scale resize toggle \
put customize expire encrypt keep host postpone lock unlock accept approve reject decline archive unarchive prolong \
turn save mute bump tweak flip swap switch tune configure rotate reschedule point redirect grant promote demote \
elevate reconfigure reassign relocate transfer migrate convert increment bind pin merge flag label rewrite amend \
shorten lengthen shrink grow expand double halve upsize downsize limit cap restrict override reorder sort dismiss \
acknowledge ack resolve snooze
delete: delete remove destroy drop erase discard trash purge wipe forget clear uninstall detach revoke cancel kick \
leave close unset disconnect nuke axe ditch scrap bin retire evict expel ban eject unlink cut disable unsubscribe \
unstar unfollow empty decommission deprovision sunset strip yank zap toss chuck dump prune offboard fire dismiss \
block withdraw terminate stop end abandon revert forbid disallow prohibit
act: watch power hide grow shrink expand double merge migrate promote demote undo freeze restart reboot tail stream \
run execute send email mail deploy push rollback revert restore kill stop start cancel abort terminate rerun retry \
move transfer give hand share invite join leave publish upload attach copy duplicate clone fork pay charge refund \
capture withdraw confirm verify complete finish accept approve reject archive unarchive kick remind schedule lock \
unlock star follow pin react post reply comment record report reset recover rotate renew refresh play pause \
skip lend return borrow log sign save store install allow block ship pick print commit bounce cycle ping trigger \
invoke call exec dispatch fire rewind shut halt suspend resume unsuspend wake chase nag escalate simulate validate \
test compute convert translate extract scan render compile
"""
_LISTING = frozenset({"list", "search"})
_READING_NAMES = frozenset({"get", "list", "search", "fetch", "find", "query", "describe"})
_METHODS = {"GET": "read", "HEAD": "read", "DELETE": "delete", "PUT": "update", "PATCH": "update"}

# How well a link of the second kind serves a request of the first.
_FITS = {
    "list": {"list": 1.3, "read": 1.0, "act": 0.45, "create": 0.4, "update": 0.4, "delete": 0.35},
    "read": {"read": 1.2, "list": 1.1, "act": 0.5, "create": 0.4, "update": 0.4, "delete": 0.3},
    "create": {"create": 1.25, "act": 1.0, "update": 0.75, "list": 0.4, "read": 0.4, "delete": 0.4},
    "update": {"update": 1.25, "act": 1.0, "create": 0.75, "delete": 0.5, "list": 0.4, "read": 0.4},
    "delete": {"delete": 1.3, "act": 0.9, "update": 0.7, "create": 0.33, "list": 0.35, "read": 0.35},
    "act": {"act": 1.2, "create": 1.05, "update": 1.0, "delete": 0.9, "read": 0.5, "list": 0.5},
    "nouns": {"list": 1.2, "read": 1.1, "create": 0.95, "update": 0.95, "act": 0.95, "delete": 0.85},
    "noun": {"read": 1.15, "list": 1.1, "create": 1.0, "update": 1.0, "act": 1.0, "delete": 0.9},
}
# What a link of this kind is used for if its resource has no link for that.
_INSTEAD_OF = {"update": ("delete", "create")}


@cache
def _kinds() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for line in _VERBS.strip().splitlines():
        kind, _, verbs = line.partition(": ")
        for verb in verbs.split():
            kinds.setdefault(stem_of(verb), set()).add(kind)
    return {verb: frozenset(found) for verb, found in kinds.items()}


def kinds_of_verb(stem: str) -> frozenset[str]:
    """Return what a verb asks for: "list", "read", "create", "update", "delete" or "act"; empty if it is not a verb."""
    return _kinds().get(stem, frozenset())


def kinds_of_link(link: Link, words: list[str], *, returns_list: bool) -> frozenset[str]:
    """Return what a link does.

    Args:
        link: of the schema.
        words: of its name in Python.
        returns_list: whether its response is a list.
    """
    if link.method in {"GET", "HEAD"}:
        is_list = link.rel == "instances" or not _LISTING.isdisjoint(words) or (returns_list and ends_with_noun(link))
        return frozenset({"list" if is_list else "read"})
    named = kinds_of_verb(stem_of(words[0])) if words else frozenset()
    kind = _METHODS.get(link.method)
    if (
        kind is None and words[:1] and words[0] in _READING_NAMES
    ):  # an API of remote procedures, whose links are all POST
        return named
    named -= {"list", "read"}
    if kind is None:
        return named or frozenset({"act"})
    return named | ({"act"} if kind == "delete" and named and "delete" not in named else {kind})


def substitutes(kinds: frozenset[str], offered: frozenset[str]) -> frozenset[str]:
    """Return what else a link is used for, because no link of its resource does that: an update also removes.

    Args:
        kinds: what the link does.
        offered: what the links of its resource do.
    """
    return frozenset(missing for kind in kinds for missing in _INSTEAD_OF.get(kind, ()) if missing not in offered)


def ends_with_noun(link: Link) -> bool:
    """Return whether the path ends with a word, as that of several things does."""
    return not link.href.partition("{?")[0].endswith("}")


def fit(asked: frozenset[str], offered: frozenset[str]) -> float:
    """Return how well a link of the kinds ``offered`` serves a request of the kinds ``asked``; 1 is neutral."""
    return max((_FITS[one][other] for one in asked for other in offered), default=1.0)
