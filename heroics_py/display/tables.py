"""Rows as a table: HTML for a notebook of any theme, or plain text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape as _quoted

from heroics_py.display.brief import counted
from heroics_py.display.terminal import printable

__all__ = ["Code", "Table", "brief_cell", "cell", "table_of", "title_of"]

# A complete URL without a mask and without credentials.
_ADDRESS = re.compile(r"https?://[^\s/?#@*]+([/?#][^\s*]*)?")
_LONG = 60
_UNBROKEN = 40
_LONGEST = 160
_MOST_PARTS = 6
_MOST_COLUMNS = 7
_MOST_BRIEF = 3
_MOST_NAMES = 12
_FIRST = ("#", "error")
_TITLES = ("name", "title", "email", "hostname", "id")

# No colours: text, lines and shades are those of the page, at various opacities.
_ROW = "background:transparent;border-bottom:1px solid rgba(127,127,127,.3)"
_CELL = "text-align:left;vertical-align:top"
_TABLE = "border:0;border-collapse:collapse;margin:0;white-space:normal;overflow-wrap:break-word"
_MUTED = "opacity:.65"


class Code(str):
    """A text to show as code, such as a call, a path or an argument."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under their headings. Mask secrets before you put them in.

    Attributes:
        head: the headings; empty for a table of names and values.
        rows: the cells: text, `Code`, numbers and other JSON values.
        title: a word or two.
        summary: a sentence after the title.
        note: a sentence below the table.
        most: the number of rows to show; the others are counted.
        total: the number of all rows, if these are only the first ones.
        rest: how to see the rows that are cut.
    """

    head: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()
    title: str = ""
    summary: str = ""
    note: str = ""
    most: int = 20
    total: int = 0
    rest: str = ""

    def html(self) -> str:
        """Return the table as HTML: text is escaped; no colours, no scripts, nothing to load."""
        parts = []
        if self.title:
            summary = f' <span style="{_MUTED}">{_escaped(self.summary)}</span>' if self.summary else ""
            parts.append(f'<div style="margin:.2em 0 .4em"><b>{_escaped(self.title)}</b>{summary}</div>')
        if self.rows:
            parts.append(self._grid())
        if foot := self._foot():
            parts.append(f'<div style="{_MUTED};margin:.3em 0">{_escaped(foot)}</div>')
        return f'<div class="heroics" style="line-height:1.45">{"".join(parts)}</div>'

    def text(self) -> str:
        """Return the table as lines of text with aligned columns."""
        shown = [[brief_cell(each) for each in row] for row in self.rows[: self.most]]
        every = [list(self.head), *shown] if self.head else shown
        widths = [max(map(len, column)) for column in zip(*every, strict=True)]
        lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in every]
        headline = f"{self.title}  {self.summary}".strip()
        return printable("\n".join(line.rstrip() for line in (headline, *lines, self._foot()) if line.strip()))

    def _grid(self) -> str:
        head = "".join(f'<th style="{_CELL}">{_escaped(name)}</th>' for name in self.head)
        lines = [f'<tr style="{_ROW}">{head}</tr>'] if head else []
        first = _CELL if head else f"{_CELL};{_MUTED}"
        for row in self.rows[: self.most]:
            cells = [f'<td style="{_CELL if index else first}">{cell(value)}</td>' for index, value in enumerate(row)]
            lines.append(f'<tr style="{_ROW}">{"".join(cells)}</tr>')
        return f'<table cellpadding="4" style="{_TABLE}">{"".join(lines)}</table>'

    def _foot(self) -> str:
        more = max(self.total, len(self.rows)) - min(len(self.rows), self.most)
        counted = f"… and {more:,} more{': ' * bool(self.rest)}{self.rest}" if more > 0 else ""
        return "; ".join(filter(None, (counted, self.note)))


def table_of(items: Sequence[object], *, title: str, summary: str, total: int, rest: str = "") -> Table:
    """Return a list as a table, with the most telling fields as columns.

    The names of the other fields are listed below.

    Args:
        items: those to show: mappings, or other values for a single column.
        title: the kind of the items.
        summary: a sentence about them.
        total: the number of all items.
        rest: how to see the other items.
    """
    objects = [item for item in items if isinstance(item, Mapping)]
    if not items or len(objects) < len(items):
        head = ["value"] if items else []
        return Table(title=title, summary=summary, head=head, rows=[[item] for item in items], total=total, rest=rest)
    names = dict.fromkeys(name for item in objects for name in item)
    ranked = sorted(names, key=lambda name: _rank(name, [item.get(name) for item in objects]))
    columns = ranked[:_MOST_COLUMNS]
    others = [str(name) for name in ranked[_MOST_COLUMNS:]]
    listed = ", ".join(others[:_MOST_NAMES]) + (", …" if len(others) > _MOST_NAMES else "")
    return Table(
        title=title,
        summary=summary,
        head=[str(name) for name in columns],
        rows=[[_brief(item.get(name, "")) for name in columns] for item in objects],
        note=f"not shown: {listed}" if others else "",
        total=total,
        rest=rest,
    )


def _rank(name: str, values: Sequence[object]) -> int:
    """Return the rank of a column: names, short values, then times, ids and URLs."""
    present = [value for value in values if value is not None and value != ""]
    if not present:
        return 6
    if name in _FIRST:
        return _FIRST.index(name) - 2 * len(_TITLES)
    if name in _TITLES and name != "id":
        return _TITLES.index(name) - len(_TITLES)
    if name == "id":
        return 4
    texts = [value for value in present if isinstance(value, str)]
    if any(value.startswith(("http://", "https://")) or len(value) > _LONG for value in texts):
        return 5
    return 3 if name.endswith(("_at", "_on")) else 2


def title_of(value: object) -> object:
    """Return the name, title or id of an object, or another value itself."""
    if not isinstance(value, Mapping):
        return value
    return next((value[name] for name in _TITLES if isinstance(value.get(name), str)), None)


def cell(value: object) -> str:
    """Return the HTML of a value for a cell, escaped and cut if it is long."""
    if isinstance(value, Code):
        unbroken = ";white-space:nowrap" if len(value) <= _UNBROKEN else ""
        return f'<code style="background:transparent;color:inherit;padding:0{unbroken}">{_escaped(_cut(value))}</code>'
    if isinstance(value, Mapping):
        return _pairs(value)
    if isinstance(value, list | tuple):
        return _listed(value)
    if value is None:
        return f'<span style="{_MUTED}">None</span>'
    text = str(value)
    shown = _escaped(_cut(text))
    if max(map(len, text.split()), default=0) > _LONG:  # a word too long for any page
        shown = f'<span style="overflow-wrap:anywhere">{shown}</span>'
    if _ADDRESS.fullmatch(text):
        return f'<a href="{_escaped(text)}" rel="noopener noreferrer" target="_blank">{shown}</a>'
    return shown.replace("\n", "<br>")


def _escaped(text: str) -> str:
    """Return the HTML of a text, its control and bidirectional characters escaped."""
    return _quoted(printable(text))


def _pairs(value: Mapping[str, object]) -> str:
    if not value:
        return f'<span style="{_MUTED}">empty</span>'
    lines = [
        f'<span style="{_MUTED}">{_escaped(str(name))}</span> {cell(_brief(item))}'
        for name, item in sorted(value.items(), key=lambda pair: pair[0] not in _TITLES[:-1])[:_MOST_PARTS]
    ]
    more = len(value) - _MOST_PARTS
    return "<br>".join([*lines, f'<span style="{_MUTED}">… and {more} more</span>'] if more > 0 else lines)


def _listed(values: Sequence[object]) -> str:
    if not values:
        return f'<span style="{_MUTED}">none</span>'
    more = len(values) - _MOST_PARTS
    parts = [cell(_brief(item)) for item in values[:_MOST_PARTS]]
    return ", ".join(parts) + (f' <span style="{_MUTED}">… and {more} more</span>' if more > 0 else "")


def _brief(value: object) -> object:
    """Return a short form of a value inside another one."""
    if isinstance(value, Mapping):
        title = title_of(value)
        return counted(len(value), "field") if title is None else title
    if not isinstance(value, list | tuple):
        return value
    if len(value) > _MOST_BRIEF or any(isinstance(item, Mapping | list | tuple) for item in value):
        return counted(len(value), "item")
    return ", ".join(map(str, value))


def brief_cell(value: object) -> str:
    """Return a value as one short line of text, its control and bidirectional characters escaped."""
    text = str(_brief(value))
    return printable(" ".join(_cut(text).split()))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
