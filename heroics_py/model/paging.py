"""How a list continues: the styles of paging, as values that print themselves."""

from heroics_py.support.values import Value

__all__ = ["Paging"]

_OPTIONAL = ("parameter", "field", "size", "more", "total", "first", "items", "selector")
_ARGUMENTS = {  # the positional arguments of each constructor
    "headers": (),
    "header": ("next",),
    "link": ("next",),
    "cursor": ("next", "parameter"),
    "last": ("parameter",),
    "pages": ("parameter",),
    "offset": ("parameter",),
    "none": (),
}


class Paging(Value, uncompared=("why",)):
    """How a list continues. Create it with one of the constructors below, which its text shows again.

    A path names a field of a response: ``"meta.next"`` is ``next`` within ``meta``, a name that has a dot itself
    (``"@odata.nextLink"``) is tried as a whole first, ``"_embedded.*"`` is the only list within ``_embedded``.

    Attributes:
        style: the name of the constructor.
        items: the path of the items; empty if the response is the list.
        next: the header, or the path, with the URL or the cursor of the next page.
        parameter: the query parameter that takes the cursor, the number of the page, or the offset; for "header", empty
            if the header is a URL.
        field: the path within an item of what the parameter takes, where the last item is the cursor.
        size: the query parameter with the number of items on a page; empty if there is none.
        more: the path of a boolean that says whether there are further pages.
        total: the path of the number of items of the whole list; or "pages:PATH", that of its pages; or "header:NAME",
            the header with the number of items.
        first: the number of the first page.
        selector: the query parameter that selects the fields of the response, which may leave out the cursor.
        why: what it was recognised by, or who stated it.
    """

    style: str
    items: str = ""
    next: str = ""
    parameter: str = ""
    field: str = ""
    size: str = ""
    more: str = ""
    total: str = ""
    first: int = 1
    selector: str = ""
    why: str = ""

    @classmethod
    def headers(cls, *, items: str = "", total: str = "", why: str = "") -> "Paging":
        """A list that continues if the headers say so: ``Next-Range``, or ``Link`` with the rel "next" (RFC 8288).

        Args:
            items: the path of the items; empty if the response is the list.
            total: the path of the number of all items, if any.
            why: a note for readers of the value.
        """
        return cls(style="headers", items=items, total=total, why=why)

    @classmethod
    def header(cls, next: str, parameter: str = "", *, items: str = "", total: str = "", why: str = "") -> "Paging":  # noqa: A002 - as the link relation
        """A list whose next page is in a header of its own.

        Args:
            next: the name of the header; its value is a URL, or a cursor.
            parameter: the query parameter that takes the cursor; empty for a URL.
            items: the path of the items; empty if the response is the list.
            total: the path of the number of all items, if any.
            why: a note for readers of the value.
        """
        return cls(style="header", next=next, parameter=parameter, items=items, total=total, why=why)

    @classmethod
    def link(cls, next: str, *, items: str = "", total: str = "", more: str = "", why: str = "") -> "Paging":  # noqa: A002
        """A list whose responses hold the URL of the next page.

        Args:
            next: the path of the URL, absolute or relative to the response.
            items: the path of the items; empty if the response is the list.
            total: the path of the number of all items, if any.
            why: a note for readers of the value.
            more: the path of a boolean that says whether there are further pages, if any.
        """
        return cls(style="link", next=next, items=items, total=total, more=more, why=why)

    @classmethod
    def cursor(  # noqa: PLR0913 - each has its own name
        cls,
        next: str,  # noqa: A002
        parameter: str,
        *,
        items: str = "",
        more: str = "",
        total: str = "",
        selector: str = "",
        why: str = "",
    ) -> "Paging":
        """A list whose responses hold a cursor, a token for the next page.

        Args:
            next: the path of the cursor; without one, null or empty, a page is the last one.
            parameter: the query parameter that takes it.
            items: the path of the items; empty if the response is the list.
            total: the path of the number of all items, if any.
            why: a note for readers of the value.
            more: the path of a boolean that says whether there are further pages, if any.
            selector: the query parameter that selects fields of the response, and may leave out the cursor.
        """
        return cls(
            style="cursor",
            next=next,
            parameter=parameter,
            items=items,
            more=more,
            total=total,
            selector=selector,
            why=why,
        )

    @classmethod
    def last(  # noqa: PLR0913 - as above
        cls, parameter: str, *, field: str = "id", items: str = "", more: str = "", total: str = "", why: str = ""
    ) -> "Paging":
        """A list whose cursor is a field of the last item.

        Args:
            parameter: the query parameter that takes it, such as "starting_after".
            field: the path of the field within an item.
            items: the path of the items; empty if the response is the list.
            total: the path of the number of all items, if any.
            why: a note for readers of the value.
            more: the path of a boolean that says whether there are further pages; without one, an empty page is the
                end.
        """
        return cls(style="last", parameter=parameter, field=field, items=items, more=more, total=total, why=why)

    @classmethod
    def pages(  # noqa: PLR0913 - as above
        cls,
        parameter: str = "page",
        *,
        size: str = "",
        first: int = 1,
        items: str = "",
        total: str = "",
        more: str = "",
        why: str = "",
    ) -> "Paging":
        """A list of numbered pages.

        Args:
            parameter: the query parameter with the number of a page.
            size: the query parameter with the number of items on a page, if any.
            first: the number of the first page.
            items: the path of the items; empty if the response is the list.
            why: a note for readers of the value.
            total: the path of the number of all items, or "pages:PATH" for that of all pages; without either, an empty
                page is the end.
            more: the path of a boolean that says whether there are further pages, if any.
        """
        return cls(
            style="pages", parameter=parameter, size=size, first=first, items=items, total=total, more=more, why=why
        )

    @classmethod
    def offset(  # noqa: PLR0913 - as above
        cls,
        parameter: str = "offset",
        *,
        size: str = "",
        items: str = "",
        total: str = "",
        more: str = "",
        first: int = 0,
        why: str = "",
    ) -> "Paging":
        """A list whose pages begin after so many items.

        Args:
            parameter: the query parameter with the offset.
            size: the query parameter with the number of items on a page, if any.
            items: the path of the items; empty if the response is the list.
            total: the path of the number of all items; without one, an empty page is the end.
            more: the path of a boolean that says whether there are further pages, if any.
            why: a note for readers of the value.
            first: the offset of the first item; 1 where counting begins with 1.
        """
        return cls(
            style="offset", parameter=parameter, size=size, items=items, total=total, more=more, first=first, why=why
        )

    @classmethod
    def none(cls, *, why: str = "") -> "Paging":
        """No list: an object in a response is a record."""
        return cls(style="none", why=why)

    @property
    def is_enveloped(self) -> bool:
        """Whether the responses are objects that hold the items."""
        return self.items != ""

    @property
    def fault(self) -> str:
        """What can't be meant, such as a parameter without a name; empty if it is sound."""
        if self.style not in _ARGUMENTS:
            return f"style={self.style!r}: expected one of {', '.join(_ARGUMENTS)}"
        texts = [name for name in ("next", *_OPTIONAL) if name != "first"]
        for name in texts:
            value = getattr(self, name)
            is_needed = name in _ARGUMENTS[self.style] and (self.style, name) != ("header", "parameter")
            if not isinstance(value, str) or (is_needed and not value):
                return f"{name}={value!r}: expected text"
        if isinstance(self.first, bool) or not isinstance(self.first, int) or self.first < 0:
            return f"first={self.first!r}: expected a number, 0 or more"
        return ""

    def __repr__(self) -> str:
        positional = _ARGUMENTS.get(self.style, ())
        default = {"pages": 1, "offset": 0}.get(self.style, self.first)
        given = [repr(getattr(self, name)) for name in positional]
        for name in _OPTIONAL:
            value = getattr(self, name)
            if name in positional or value in ("", None) or (name == "first" and value == default):
                continue
            if name == "field" and (self.style != "last" or value == "id"):
                continue
            given.append(f"{name}={value!r}")
        note = f"  # {self.why}" if self.why else ""
        return f"Paging.{self.style}({', '.join(given)}){note}"
