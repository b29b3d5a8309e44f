"""A list of results that a notebook shows as a table."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex, overload

from heroics_py.display.brief import line_of
from heroics_py.display.terminal import escaped
from heroics_py.record import Record, origin_of, shown_of
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["RowList", "list_html", "list_text", "rows_of"]

_MOST_ROWS = 20
_MOST_LINES = 20
_WIDTH = 160
_SHORT = 100


class RowList(list[Any]):
    """A list in all respects, which a notebook shows as a table, and a prompt with one line an item.

    ``to_frame()`` makes a DataFrame of it. Nothing is fetched and no secret is shown for a look.
    """

    __slots__ = ()

    @overload
    def __getitem__(self, index: SupportsIndex) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> RowList: ...

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        found = list.__getitem__(self, index)
        return RowList(found) if isinstance(index, slice) else found

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            load_modules("heroics_py.call.lists.list_advice")
            from heroics_py.call.lists.list_advice import no_list_attribute

            raise no_list_attribute(type(self), name, next(iter(self), None))

    def copy(self) -> RowList:
        """Return a shallow copy."""
        return RowList(self)

    def to_list(self) -> list[Any]:
        """Return the same items as a plain list, which `json.dumps` takes, too."""
        return list(self)

    def to_frame(self) -> DataFrame:
        """Return a pandas DataFrame with a row for each item; of an item that is a list, with its items.

        An error becomes a row with its text in the column ``error``. Nested objects become columns such as
        ``app.name``, timestamps become datetimes in UTC.

        Raises:
            ImportError: pandas is not installed; ``pip install 'heroics-py[pandas]'``.
        """
        load_modules("heroics_py.display.frames")
        from heroics_py.display.frames import frame_of

        return frame_of(list(_frame_rows(self)))

    def __repr__(self) -> str:
        return list_text(self, "[", "]")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        for number, line in enumerate("[...]" if cycle else repr(self).split("\n")):
            if number:
                printer.break_()
            printer.text(line)

    def _repr_html_(self) -> str:
        failed = sum(isinstance(each, BaseException) for each in self)
        count = f"{len(self)} item{'' if len(self) == 1 else 's'}{f', {failed} failed' if failed else ''}"
        return list_html(self, title="List", summary=count, most=_MOST_ROWS, total=len(self))


def list_html(items: Sequence[object], *, title: str, summary: str, most: int, total: int) -> str:
    """Return items as a table: the first ones, or all where the notebook sorts and searches tables (itables).

    Args:
        items: those in memory.
        title: what they are, if they are not records of a known kind.
        summary: a sentence about them.
        most: the most rows of a plain table.
        total: the number of all items, if these are only the first ones.
    """
    load_modules("heroics_py.display.tables", "heroics_py.display.interactive")
    from heroics_py.display.interactive import interactive_html
    from heroics_py.display.tables import table_of

    first = next((each for each in items if isinstance(each, Record)), None)
    title = str(getattr(None if first is None else origin_of(first), "kind", "")) or title
    numbered = any(isinstance(each, BaseException) for each in items)
    if len(items) > most and "itables" in sys.modules:
        html = interactive_html(rows_of(items, numbered=numbered), title, summary)
        if html is not None:
            return html
    rows, rest = rows_of(items[:most], numbered=numbered), f"a slice such as [{most}:{2 * most}], or to_frame()"
    return table_of(rows, title=title, summary=summary, total=total, rest=rest).html()


def list_text(items: Iterable[object], start: str, end: str) -> str:
    """Return a list as text: in one line if it is short, else with a line for each item; long lists are cut."""
    listed = list(items)
    lines = [_line(each) for each in listed[:_MOST_LINES]]
    if len(listed) > _MOST_LINES:
        lines.append(f"... and {len(listed) - _MOST_LINES} more")
    whole = f"{start}{', '.join(lines)}{end}"
    return whole if len(whole) <= _SHORT else f"{start}{(',' + chr(10) + ' ').join(lines)}{end}"


def rows_of(items: Iterable[object], *, numbered: bool = False) -> list[object]:
    """Return what a table shows of each item, its secrets masked; an error as its text.

    Args:
        items: records, links, responses, errors and other values.
        numbered: whether the first column has the number of each row.
    """
    rows = [_row(each) for each in items]
    if not numbered and not any(isinstance(row, Mapping) for row in rows):
        return rows
    objects: list[Mapping[str, object]] = [row if isinstance(row, Mapping) else {"value": row} for row in rows]
    return [{"#": number, **row} if numbered else row for number, row in enumerate(objects)]


def _row(item: Any) -> object:
    if isinstance(item, BaseException):
        return {"error": f"{type(item).__name__}: {shown_of(str(item))}"}
    row = getattr(type(item), "_row", None)
    if row is not None:
        return row(item)
    return shown_of(item) if isinstance(item, str | int | float | dict | list | None) else line_of(item)


def _line(item: object) -> str:
    """Return an item in one line."""
    if isinstance(item, Record):
        pairs = shown_of(item)
        names = ("name", "id") if isinstance(pairs, dict) else ()
        first = {name: pairs[name] for name in names if isinstance(pairs, dict) and name in pairs}
        return f"Record({line_of({**first, **pairs} if isinstance(pairs, dict) else pairs, _SHORT)})"
    if isinstance(item, BaseException):
        return escaped(f"<{type(item).__name__}: {line_of(shown_of(str(item)))[1:-1]}>")
    return line_of(shown_of(item) if isinstance(item, str | dict | list) else item, _WIDTH)


def _frame_rows(items: Iterable[object]) -> Iterator[object]:
    for item in items:
        if isinstance(item, BaseException):
            yield {"error": f"{type(item).__name__}: {item}"}
        elif isinstance(item, Iterable) and hasattr(type(item), "to_list"):  # a list of the API
            yield from _frame_rows(item)
        else:
            yield item
