"""A call that a program makes."""

from dataclasses import dataclass

from heroics_py.changes.touching import ANY, IDENTITY, ITEMS
from heroics_py.display.terminal import escaped
from heroics_py.support.json_types import Json

__all__ = ["ANY", "IDENTITY", "ITEMS", "Use"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A call that a program makes, and what the program does with it, as far as its source shows it.

    Attributes:
        call: the call as one types it: "app.update". "app.*" is any link of app, "*.list" a link of any resource, and
            "*" may be any call: the source computes the name. A request of `heroics_py.request` is its method and path.
        path: the file; in a notebook, with the cell: "audit.ipynb[3]".
        line: from 1; 0 if the use is about the whole file.
        column: from 1.
        fields: the names of arguments and of body fields that the call passes by keyword or in a dict; "*" if it may
            pass others, too.
        answers: what the program reads of the answer: "name", "owner.email"; each with all that is below it. "*" is the
            whole answer: it is printed, stored, or handed to code that the files don't show. Items of a list count as
            the list itself. "(identity)" is the field that stands for a record which another call gets; "[]" that the
            items are counted, and nothing of them is read.
        certainty: "certain"; "possible" if the object may be another than a client; "computed" if the call has a "*".
        note: why the call is not known, for a "*"; otherwise empty.
    """

    call: str
    path: str
    line: int = 0
    column: int = 0
    fields: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    certainty: str = "certain"
    note: str = ""

    @property
    def place(self) -> str:
        """The file and line, as compilers write them: "src/audit.py:12"."""
        return f"{self.path}:{self.line}" if self.line else self.path

    def __str__(self) -> str:
        if self.note:
            return escaped(f"{self.place}  {self.note}")
        parts = [f"{self.place}  {self.call}", ", ".join(self.fields)]
        if self.answers:
            parts.append(f"-> {', '.join(self.answers)}")
        if self.certainty == "possible":
            parts.append("(possibly)")
        return escaped("  ".join(filter(None, parts)))

    def as_dict(self) -> dict[str, Json]:
        """Return the use as a JSON object."""
        return {
            "call": self.call,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "fields": [*self.fields],
            "answers": [*self.answers],
            "certainty": self.certainty,
            "note": self.note,
        }
