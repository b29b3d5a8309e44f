"""A fault or an oddity of a schema."""

from dataclasses import asdict, dataclass

from heroics_py.display.terminal import escaped

__all__ = ["Finding"]


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
