"""The verbs of ids: what they mean, and which mean the same."""

__all__ = ["ADVERBS", "CRUD_VERBS", "READING_VERBS", "RELS", "VERBS_OF_METHODS", "synonyms_of"]

VERBS_OF_METHODS = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
"""What a method does, unless words say better."""

READING_VERBS = frozenset({"get", "read", "retrieve", "fetch", "show", "info", "find", "query", "describe"})
"""Verbs that read one thing, or several if their noun is a plural."""

CRUD_VERBS = frozenset(
    {
        *("list", "retrieve", "read", "get", "show", "index", "fetch", "create", "store", "post", "put", "patch"),
        *("update", "partial update", "replace", "destroy", "delete", "remove", "bulk create", "bulk update"),
        *("bulk partial update", "bulk destroy", "bulk delete", "search"),
    }
)
"""Verbs that frameworks put after their noun."""

ADVERBS = frozenset({"batch", "bulk", "partial", "multi", "force", "soft", "async", "quick", "hard"})
"""Words before a verb that belong to it."""

RELS = {
    **dict.fromkeys(("list", "index", "find_all", "get_all"), "instances"),
    **dict.fromkeys(("get", "info", "read", "retrieve", "show", "fetch", "find_one"), "self"),
    **dict.fromkeys(("create", "add", "store"), "create"),
    **dict.fromkeys(("update", "replace", "partial_update"), "update"),
    **dict.fromkeys(("delete", "remove", "destroy"), "destroy"),
}
"""The relation that a name means."""

# Names by which a link is found, too: those of the same row, for links of these methods.
_SYNONYMS = (
    (frozenset({"GET"}), ("info", "get", "read", "retrieve"), ("show", "fetch", "find_one", "describe", "find_by_id")),
    (frozenset({"GET"}), ("list",), ("index", "find_all", "get_all", "find", "read_all", "fetch_all", "all")),
    (frozenset({"POST"}), ("create",), ("add", "store", "insert", "save", "new")),
    (frozenset({"PUT", "PATCH"}), ("update",), ("partial_update", "edit", "patch", "modify", "replace")),
    (frozenset({"DELETE"}), ("delete",), ("destroy", "remove")),
)


def synonyms_of(name: str, method: str) -> tuple[str, ...]:
    """Return the usual names that mean the same as ``name``: info, get, read and retrieve for each of them."""
    for methods, usual, others in _SYNONYMS:
        if method in methods and (name in usual or name in others):
            return usual
    return ()
