"""One thing that is wrong or odd in a schema."""

from dataclasses import asdict, dataclass

from heroics_py.display.terminal import escaped

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong or odd in a schema, and what a client makes of it.

    Attributes:
        pointer: where it stands, as a JSON pointer in a URI fragment ("#/definitions/app"), the file of a folder first.
        severity: "error" where something can't be used; "warning" where it is used otherwise than it was probably
            meant; "note" where it is merely odd.
        kind: what it is, in a word or two joined by dashes: "dangling-reference".
        message: what stands there, in words.
        effect: what the client does about it.
    """

    pointer: str
    severity: str
    kind: str
    message: str
    effect: str

    def __str__(self) -> str:
        return escaped(f"{self.severity}: {self.pointer or '#'}: {self.message}; {self.effect}")

    def as_dict(self) -> dict[str, str]:
        """Return the finding as a JSON object."""
        return asdict(self)
