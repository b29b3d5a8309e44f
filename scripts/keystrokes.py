"""Writes the table of docs/shell.md that counts the keystrokes of twenty tasks, here and in other tools.

The tasks are the transcripts in tests/cli/tasks. Run ``python scripts/keystrokes.py``. With ``--check`` it writes
nothing, and exits with 1 if the table is out of date.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "shell.md"
TASKS = ROOT / "tests" / "cli" / "tasks"
START, END = "<!-- the table of scripts/keystrokes.py -->\n", "<!-- its end -->\n"


def keystrokes(line: str) -> int:
    """Return the keys to press for a line: its characters, and Enter."""
    return len(line) + 1


def row(text: str) -> str:
    """Return the row of a transcript."""
    start = text.index("\n$ ")
    head = dict(line.split(": ", 1) for line in text[:start].splitlines() if line)
    ours = text[start + 3 :].partition("\n")[0]
    counts = f"{keystrokes(ours)} | {keystrokes(head['theirs'])}"
    return f"| {head['task']} | {code(ours)} | {code(head['theirs'])} | {head['with']} | {counts} |\n"


def code(line: str) -> str:
    """Return a command line as a cell of a Markdown table."""
    return f"`{line.replace('|', chr(92) + '|')}`"


def table() -> str:
    """Return the table of all tasks."""
    rows = [row(path.read_text(encoding="utf-8")) for path in sorted(TASKS.glob("*.txt"))]
    head = "| task | `heroics` | the other tool | which | keys here | keys there |\n"
    return f"{head}{'| --- ' * 6}|\n{''.join(rows)}"


def updated(page: str) -> str:
    """Return the page with the table as it is now."""
    before, _, rest = page.partition(START)
    return f"{before}{START}\n{table()}\n{END}{rest.partition(END)[2]}"


def main(arguments: list[str]) -> int:
    """Write the table, or check it."""
    page = PAGE.read_text(encoding="utf-8")
    if arguments == ["--check"]:
        return int(updated(page) != page)
    PAGE.write_text(updated(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
