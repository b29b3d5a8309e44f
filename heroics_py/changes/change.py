"""One difference between two schemas of an API, as the code of a caller would feel it."""

from dataclasses import dataclass

from heroics_py.display.terminal import escaped
from heroics_py.support.json_types import Json

__all__ = ["EFFECTS", "Change", "joined"]

EFFECTS = ("breaking", "risky", "harmless")
"""The effects of changes, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference between two schemas of an API.

    Attributes:
        effect: "breaking" if a call that worked is refused, goes elsewhere, or gives code another kind of value;
            "risky" if it works and may surprise; "harmless" for all others.
        kind: its name, such as "call-gone"; `heroics_py.changes.kinds` lists all.
        message: what changed, in one sentence without the name of the call.
        call: the call as one types it with the old schema, such as "app.create"; for a new call, as one types it with
            the new one; empty for what concerns the whole API.
        new_call: the same call with the new schema; empty if it is gone.
        part: what of the call changed: "body", "query", "header" or "cookie" for a field; "argument" for one that
            fills the path; "answer"; empty for the call as a whole.
        path: the names of fields within that part, such as ``("owner", "email")``; "[]" for the items of a list, except
            those of an answer that is a list. If several fields have one schema that changed, the shortest path.
        further_paths: of the other fields that have this schema. If they are many, or endless because the schema leads
            back to itself, the fields below which they are: ``("owner", "*")``.
        keyword: the keyword argument that it concerns, as one types it with the old schema; empty if there is none.
        old, new: what was, and what is now; None if there was or is nothing.
        cause: equal for changes with one cause, such as a definition that several calls use; empty for a change of its
            own.
    """

    effect: str
    kind: str
    message: str
    call: str = ""
    new_call: str = ""
    part: str = ""
    path: tuple[str, ...] = ()
    further_paths: tuple[tuple[str, ...], ...] = ()
    keyword: str = ""
    old: Json = None
    new: Json = None
    cause: str = ""

    @property
    def where(self) -> str:
        """What changed of the call in short, such as "body region" or "answer owner.email"; empty for all of it."""
        return " ".join(filter(None, (self.part, joined(self.path))))

    def __str__(self) -> str:
        return escaped(" ".join(filter(None, (f"{self.effect}:", self.call and f"{self.call}:", self.message))))

    def as_dict(self) -> dict[str, Json]:
        """Return the change as a JSON object, without what is empty."""
        values: dict[str, Json] = {
            "effect": self.effect,
            "kind": self.kind,
            "call": self.call,
            "new_call": self.new_call,
            "where": self.where,
            "message": self.message,
            "part": self.part,
            "path": [*self.path],
            "further_paths": [[*each] for each in self.further_paths],
            "keyword": self.keyword,
            "old": self.old,
            "new": self.new,
            "cause": self.cause,
        }
        kept = ("effect", "kind", "call", "message")
        return {name: value for name, value in values.items() if name in kept or value not in (None, "", [])}


def joined(path: tuple[str, ...]) -> str:
    """Return a path as text: "owner.email", "buildpacks[].url"."""
    return ".".join(path).replace(".[]", "[]")
