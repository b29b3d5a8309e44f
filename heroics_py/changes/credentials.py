"""What differs between the credentials that a link needs."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.model.api import Api, Link
from heroics_py.model.security import Security

__all__ = ["credential_changes", "has_same_scopes"]

_Choice = frozenset[Security]
_MOST_SCOPES = 3


def credential_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield what differs between the credentials that a link needs; nothing if a document says nothing about them."""
    old, new = (_choices(each.link, api) for each, api in ((pair.old, context.old.api), (pair.new, context.new.api)))
    if old is None or new is None:
        return
    # Who has the credentials of one of the old choices has to have all of one of the new ones.
    refused = [choice for choice in old if not any(each <= choice for each in new)]
    if refused:
        yield _needed(pair, old, new, is_first=frozenset() in refused)
    elif needed := _further_scopes(old, new):
        yield _scopes_needed(pair, needed, was_named=any(map(_scopes, old)))
    elif {*new} != {*old}:
        yield _accepted(pair, old, new)
    elif _further_scopes(new, old):
        yield pair.change("harmless", "scopes-unneeded", "tokens with other scopes are accepted too", cause="scopes")


def _needed(pair: LinkPair, old: list[_Choice], new: list[_Choice], *, is_first: bool) -> Change:
    before, after = _words(old), _words(new)
    message = f"credentials are needed now: {after}"
    if not is_first:
        message = f"other credentials are needed now: {after}, no longer {before}"
    kind = "credentials-needed" if is_first else "credentials-changed"
    return pair.change("breaking", kind, message, old=before, new=after, cause=f"credentials {(before, after)}")


def _scopes_needed(pair: LinkPair, needed: list[list[str]], *, was_named: bool) -> Change:
    fewest = needed[0]
    others = [", ".join(each) for each in needed]
    if len(others) > _MOST_SCOPES + 1:
        others = [*others[:_MOST_SCOPES], f"one of {len(others) - _MOST_SCOPES} others"]
    message = f"a token needs {'the scopes' if len(fewest) > 1 else 'the scope'} {' or '.join(others)} now"
    # A document that named none may have said nothing about them.
    effect = "breaking" if was_named else "risky"
    return pair.change(effect, "scopes-needed", message, new=[*fewest], cause=f"scopes {needed}")


def _accepted(pair: LinkPair, old: list[_Choice], new: list[_Choice]) -> Change:
    before, after = _words(old), _words(new)
    if frozenset() in new and frozenset() not in old:
        message = "credentials are not needed any more"
        return pair.change("harmless", "credentials-unneeded", message, old=before, new=after, cause="credentials")
    message = f"other credentials are accepted too: {after}"
    cause = f"credentials {(before, after)}"
    return pair.change("harmless", "credentials-changed", message, old=before, new=after, cause=cause)


def has_same_scopes(pair: LinkPair, context: Context) -> bool:
    """Return whether a link requires the same scopes in both schemas."""
    old, new = (
        [each.scopes for choice in link.security or api.needs for each in choice]
        for link, api in ((pair.old.link, context.old.api), (pair.new.link, context.new.api))
    )
    return old == new


def _further_scopes(old: list[_Choice], new: list[_Choice]) -> list[list[str]]:
    """Return the scopes that a token with those of one old choice lacks, for each new choice; nothing if one fits."""
    for choice in old:
        lacking = [sorted(_scopes(each) - _scopes(choice)) for each in new if each <= choice]
        if lacking and all(lacking):
            return sorted(lacking, key=len)
    return []


def _scopes(choice: _Choice) -> frozenset[str]:
    return frozenset(scope for each in choice for scope in each.scopes)


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
