"""The names of operations that have no words of their own, from their methods and paths."""

import re

from heroics_py.model.identifiers import identifier
from heroics_py.readers.english_words import singular, words_of
from heroics_py.readers.openapi.operation import Operation
from heroics_py.readers.openapi.operation_ids import is_noise
from heroics_py.readers.openapi.verbs import VERBS_OF_METHODS

__all__ = ["default_name"]

_ACTION = re.compile(r"/actions/([^/{}]+)$")
_READING = frozenset({"GET", "HEAD"})
_VERBS_IN_SUMMARIES = {
    **dict.fromkeys(("update", "updates", "modify", "modifies", "edit", "edits", "change", "changes"), "update"),
    **dict.fromkeys(("replace", "replaces"), "replace"),
    **dict.fromkeys(("delete", "deletes", "remove", "removes"), "delete"),
}


def default_name(operation: Operation, reads: str = "", *, owned: bool = False) -> str:
    """Return the name of an operation: the verb of its method, with the tail of its path if that says more.

    Args:
        operation: the operation.
        reads: the verb that reads; empty for "info", and for a part of a thing alone: "stats" of GET /items/{id}/stats.
        owned: whether the name contains the literal before the last one, too: "list_event_logs" next to "list_logs".
    """
    if action := _ACTION.search(operation.path):
        return identifier(action[1])
    verb = _verb(operation)
    if operation.is_own or all(is_noise(word) for word in operation.tail):
        return reads if reads and verb == "info" else verb
    verb = (reads or "get") if verb == "info" else verb
    tail, adds = [*(operation.last_owner if owned else []), *operation.tail], operation.method == "POST"
    if not operation.is_item and not operation.has_plural_tail and (adds or verb in {"get", "list"}):
        return identifier(" ".join([*([reads] if reads and not adds else []), *tail]))
    if operation.is_item or adds:
        tail = [*tail[:-1], singular(tail[-1])]
    return identifier(" ".join([verb, *tail]))


def _verb(operation: Operation) -> str:
    """Return what a method does to the last thing of a path."""
    method = operation.method
    if method in _READING:
        name = "list" if _is_list(operation) else "info"
        return name if method == "GET" else f"{name}_head"
    if method == "POST" and operation.is_item:
        return _VERBS_IN_SUMMARIES.get(next(iter(words_of(operation.summary)), ""), "create")
    return VERBS_OF_METHODS.get(method) or identifier(operation.summary) or method.lower()


def _is_list(operation: Operation) -> bool:
    """Return whether an operation reads several things: by its response, else by the noun at the end of its path."""
    if operation.is_item:
        return False
    if operation.is_list is None:
        return operation.has_plural_tail
    return operation.is_list
