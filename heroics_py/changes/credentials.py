"""What differs between the credentials that a link needs."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.model.api import Api, Link, Security
from heroics_py.support.json_types import Json

__all__ = ["credential_changes"]

_Choice = frozenset[Security]


def credential_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield what differs between the credentials that a link needs; nothing if a document says nothing about them."""
    old, new = (_choices(each.link, api) for each, api in ((pair.old, context.old.api), (pair.new, context.new.api)))
    if old is None or new is None or old == new:
        return
    words: tuple[Json, Json] = (_words(old), _words(new))
    # Who has the credentials of one of the old choices has to have all of one of the new ones.
    refused = [choice for choice in old if not any(each <= choice for each in new)]
    if not refused:
        if frozenset() in new and frozenset() not in old:
            message = "credentials are not needed any more"
            yield pair.change(
                "harmless", "credentials-unneeded", message, old=words[0], new=words[1], cause="credentials"
            )
        elif {*new} != {*old}:
            message = f"other credentials are accepted too: {words[1]}"
            cause = f"credentials {words}"
            yield pair.change("harmless", "credentials-changed", message, old=words[0], new=words[1], cause=cause)
        return
    if frozenset() in refused:
        message = f"credentials are needed now: {words[1]}"
        kind = "credentials-needed"
    else:
        message = f"other credentials are needed now: {words[1]}, no longer {words[0]}"
        kind = "credentials-changed"
    yield pair.change("breaking", kind, message, old=words[0], new=words[1], cause=f"credentials {words}")


def _choices(link: Link, api: Api) -> list[_Choice] | None:
    """Return the alternatives of what a link needs; one of them empty if it needs nothing. None if it is unknown."""
    if not link.secured:
        return [frozenset()]
    own = link.security or api.needs or tuple((each,) for each in api.security)
    choices: list[_Choice] = [frozenset(each) for each in own]
    if link.anonymous:
        return [frozenset(), *choices] if link.security or api.needs else [frozenset()]
    return choices or None


def _words(choices: list[_Choice]) -> str:
    texts = [" with ".join(sorted(map(_name, choice))) or "nothing" for choice in choices]
    return " or ".join(dict.fromkeys(texts))


def _name(security: Security) -> str:
    if security.kind in {"key", "http"}:
        return f"a key in the {security.location} {security.field!r}"
    return f"a {security.kind} token" if security.kind == "bearer" else "user and password"
