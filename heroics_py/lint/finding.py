"""A fault or an oddity of a schema."""

from dataclasses import asdict, dataclass
from typing import Any

from heroics_py.display.tables import Code, Table
from heroics_py.display.terminal import escaped

__all__ = ["Finding", "Findings"]

_MOST_ROWS = 40
_REST = f"a slice such as [{_MOST_ROWS}:{2 * _MOST_ROWS}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault or an oddity of a schema, and what a client does about it.

    Attributes:
        pointer: where it is, as a JSON pointer in a URI fragment ("#/definitions/app"); in a folder, after its file.
        severity: "error" if something can't be used; "warning" if it probably means something else than its author
            intended; "note" if it is only unusual.
        kind: its name, such as "dangling-reference".
        message: what is wrong or unusual.
        effect: what a client does about it.
        count: how many findings of its kind it covers.
    """

    pointer: str
    severity: str
    kind: str
    message: str
    effect: str
    count: int = 1

    def __str__(self) -> str:
        return escaped(f"{self.severity}: {self.pointer or '#'}: {self.message}; {self.effect}")

    def as_dict(self) -> dict[str, str | int]:
        """Return the finding as a JSON object."""
        return asdict(self)


class Findings(tuple[Finding, ...]):
    """Findings as a tuple, which a notebook shows as a table, and a prompt with a line for each."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Findings(found) if isinstance(index, slice) else found

    def __repr__(self) -> str:
        lines = [f"<{each}>" for each in self[:_MOST_ROWS]]
        if len(self) > _MOST_ROWS:
            lines.append(f"... and {len(self) - _MOST_ROWS} more")
        return f"({f',{chr(10)} '.join(lines)}{',' * (len(self) == 1)})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - as IPython calls it
        for number, line in enumerate(repr(self).split("\n")):
            if number:
                printer.break_()
            printer.text(line)

    def _repr_html_(self) -> str:
        rows = [(each.severity, Code(each.pointer or "#"), each.message, each.effect) for each in self]
        counts = {kind: sum(each.severity == kind for each in self) for kind in ("error", "warning", "note")}
        told = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items() if count]
        head = ("severity", "place", "problem", "effect") if rows else ()
        summary = ", ".join(told) or "nothing found"
        return Table(title="Check", summary=summary, head=head, rows=rows, most=_MOST_ROWS, rest=_REST).html()
