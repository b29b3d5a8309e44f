"""The code of Jupyter notebooks, as one text of Python."""

import ast
import json
from dataclasses import dataclass

__all__ = ["NotebookCode", "code_of"]


@dataclass(frozen=True, slots=True)
class NotebookCode:
    """The code of a notebook.

    Attributes:
        text: the lines of all cells.
        places: the cell and its line of each line: ("audit.ipynb[3]", 2).
        ends: the last line of each cell, whose value the notebook displays.
        shell: the lines that a shell runs, with their places.
    """

    text: str
    places: tuple[tuple[str, int], ...]
    ends: frozenset[int]
    shell: tuple[tuple[str, tuple[str, int]], ...]


def code_of(path: str, text: str) -> NotebookCode:
    """Return the code of a notebook.

    Raises:
        ValueError: it is not the JSON of a notebook.
    """
    lines: list[str] = []
    places: list[tuple[str, int]] = []
    ends: set[int] = set()
    shell: list[tuple[str, tuple[str, int]]] = []
    for number, source in enumerate(_cells(text), 1):
        place = f"{path}[{number}]"
        cell = [_python(line) for line in source.split("\n")]
        shell += [
            (line.lstrip()[1:], (place, row)) for row, line in enumerate(source.split("\n"), 1) if _is_shell(line)
        ]
        if not _is_python("\n".join(cell)):
            continue
        lines += cell
        places += [(place, row) for row in range(1, len(cell) + 1)]
        if source.strip() and not source.rstrip().endswith(";"):
            ends.add(len(lines) - _blank_lines(cell))
    return NotebookCode("\n".join(lines), tuple(places), frozenset(ends), tuple(shell))


def _cells(text: str) -> list[str]:
    """Return the text of each code cell; other cells count, too, and are empty."""
    document = json.loads(text)
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it is not a notebook: it has no list of cells")
    return [_source(cell) if isinstance(cell, dict) and cell.get("cell_type") == "code" else "" for cell in cells]


def _source(cell: dict[str, object]) -> str:
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    first = text.lstrip().partition("\n")[0]
    return "" if first.startswith("%%") and not first.startswith(("%%time", "%%capture", "%%prun")) else text


def _is_shell(line: str) -> bool:
    return line.lstrip().startswith("!")


def _python(line: str) -> str:
    """Return a line without what only IPython understands."""
    stripped = line.lstrip()
    indent = line[: len(line) - len(stripped)]
    if stripped.startswith(("%time ", "%timeit ")):
        return indent + stripped.partition(" ")[2].lstrip()
    if stripped.startswith(("!", "%", "?")) or (stripped.endswith("?") and not stripped.startswith("#")):
        return f"{indent}pass"
    return line


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _blank_lines(cell: list[str]) -> int:
    count = 0
    for line in reversed(cell):
        if line.strip():
            break
        count += 1
    return count
