"""A long table that the reader sorts and searches in the notebook, if itables does so for DataFrames."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from heroics_py.display.tables import brief_cell

__all__ = ["interactive_html"]


def interactive_html(items: Sequence[object], title: str, summary: str) -> str | None:
    """Return rows as a table of itables; None unless ``itables.init_notebook_mode()`` made frames interactive.

    The library is never imported here: it is the reader's switch. All rows are in the table, and nothing is loaded.

    Args:
        items: mappings or other values, their secrets masked.
        title: the kind of the items.
        summary: a sentence about them.
    """
    pandas, itables = sys.modules.get("pandas"), sys.modules.get("itables")
    if pandas is None or itables is None or not _is_on(pandas):
        return None
    try:
        frame = pandas.DataFrame([_row(item) for item in items])
        html = itables.to_html_datatable(frame, caption=f"{title}: {summary}", maxBytes=0, maxRows=0, allow_html=False)
    except Exception:  # noqa: BLE001 - another version of the library: the plain table says the same
        return None
    return html if isinstance(html, str) else None


def _is_on(pandas: Any) -> bool:
    """Return whether itables shows the frames of this notebook."""
    method = getattr(pandas.DataFrame, "_repr_html_", None)
    return str(getattr(method, "__module__", "")).partition(".")[0] == "itables"


def _row(item: object) -> dict[str, object]:
    pairs = item.items() if isinstance(item, Mapping) else [("value", item)]
    return {brief_cell(str(name)): _value(value) for name, value in pairs}


def _value(value: object) -> object:
    """Return numbers as they are, so that they sort as numbers; all else as short text."""
    return value if isinstance(value, int | float) else "" if value is None else brief_cell(value)
