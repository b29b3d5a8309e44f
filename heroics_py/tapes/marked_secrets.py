"""What a schema marks as secret in requests and responses."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.model.secret_paths import is_map_of_text, secret_paths
from heroics_py.support.values import Value

__all__ = ["MarkedSecrets", "marked_secrets"]

_Paths = frozenset[tuple[str, ...]]


class MarkedSecrets(Value, kw_only=True):
    """What the schemas of a link mark as secret.

    Attributes:
        names: the names of secret parameters: of queries, headers, cookies and paths.
        sent: the places in the body of a request, each as the keys that lead there; lists add no key.
        answered: the places in the body of a response.
        is_sent_map: whether all texts of the request are secret, as those of config vars.
        is_answered_map: whether all texts of the response are secret.
    """

    names: frozenset[str] = frozenset()
    sent: _Paths = frozenset()
    answered: _Paths = frozenset()
    is_sent_map: bool = False
    is_answered_map: bool = False


_NOTHING = MarkedSecrets()


def marked_secrets(link: object) -> MarkedSecrets:
    """Return what the schemas of a link mark as secret; nothing if there is no link."""
    if not isinstance(link, Link):
        return _NOTHING
    sent = [each.schema for each in link.body.choices if each.schema is not None] if link.body else []
    answered = list(_answers(link))
    return MarkedSecrets(
        names=frozenset(_names(link)),
        sent=frozenset().union(*map(secret_paths, sent)),
        answered=frozenset().union(*map(secret_paths, answered)),
        is_sent_map=any(map(is_map_of_text, sent)),
        is_answered_map=any(map(is_map_of_text, answered)),
    )


def _answers(link: Link) -> Iterator[Schema]:
    if link.target_schema is not None:
        yield link.target_schema
    for status in link.replies:
        try:
            reply = link.replies[status]
        except SchemaError:
            continue
        yield from (schema for schema in (*reply.contents.values(), *reply.items.values()) if schema is not None)


def _names(link: Link) -> Iterator[str]:
    for parameter in link.parameters:
        if parameter.schema is not None and () in secret_paths(parameter.schema):
            yield parameter.name
    if link.query is not None:
        yield from (path[0] for path in secret_paths(link.query) if path)
