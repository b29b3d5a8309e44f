"""The query and the response of a link, as its schema describes them: what may be about the pages of a list."""

from collections.abc import Callable, Iterable

from heroics_py.model.api import Link
from heroics_py.paging import words
from heroics_py.paging.item_lists import items_of, nouns_of
from heroics_py.paging.shapes import Field, fields_of, kinds_of, parameters_of, reply_headers
from heroics_py.support.cached_property import cached_property

__all__ = ["NOTHING", "Answer", "first_of", "is_a_date"]

NOTHING = Field(path="", word="")
"""A field that is not there."""

_PARTIAL = (
    *("estimate", "approximate", "on this page", "in this page", "returned", "current page", "in this response"),
    *("per page", "in the page", "on the page"),
)
"""Words for numbers that are not those of the whole list."""


class Answer:
    """The query and the response of a link, as its schema describes them."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.schema = link.target_schema
        self.parameters = [each for each in parameters_of(link) if each.pages]
        self.kinds = kinds_of(self.schema) if self.schema is not None else frozenset[str]()

    @cached_property
    def fields(self) -> list[Field]:
        """The fields of the response, in places that say how a list continues."""
        return fields_of(self.schema) if self.schema is not None else []

    @cached_property
    def headers(self) -> list[Field]:
        """The headers of the response."""
        return reply_headers(self.link)

    @cached_property
    def items(self) -> Field | None:
        """The list of the items in an object, if only one can be it."""
        return None if "array" in self.kinds else items_of(self.fields, self.link)

    @cached_property
    def size(self) -> Field:
        """The parameter with the number of items on a page."""
        return first_of(self.parameters, words.SIZES, lambda each: each.may_be("integer", "number", "string"))

    @cached_property
    def page(self) -> Field:
        """The parameter with the number of a page."""
        return first_of(self.parameters, words.PAGES, lambda each: each.counts_items)

    @cached_property
    def offset(self) -> Field:
        """The parameter with the number of the first item."""
        return first_of(self.parameters, words.OFFSETS, self._counts_items)

    def _counts_items(self, parameter: Field) -> bool:
        """Return whether a parameter counts items: "start" beside "end" is a span, and what it begins at."""
        return parameter.counts_items and not (parameter.word in words.COUNTERS and self.is_span)

    @cached_property
    def is_span(self) -> bool:
        """Whether the query asks for what is between two values."""
        return any(each.word in words.ENDS for each in parameters_of(self.link))

    @cached_property
    def is_a_thing(self) -> bool:
        """Whether the response is one thing, which has an id, rather than the envelope of a list."""
        return any(each.word in {"id", "uuid", "guid"} and not each.inside for each in self.fields)

    @cached_property
    def signs(self) -> list[Field]:
        """The fields at the top and in places, without what the items and other lists hold."""
        items = self.items
        return [each for each in self.fields if items is None or each.path != items.path]

    @cached_property
    def more(self) -> Field:
        """Whether there are further pages."""
        return first_of(self.signs, words.MORE, lambda each: each.types == {"boolean"})

    @cached_property
    def has_relatives(self) -> bool:
        """Whether a field leads to the page before."""
        return any(each.word in words.RELATIVES and each.may_be("string", "object") for each in self.signs)

    @cached_property
    def total(self) -> str:
        """Where the number of all items is, or that of all pages."""
        return self.total_of(counted=False)

    def total_of(self, *, counted: bool) -> str:
        """Return where the number of all items is; if pages are ``counted``, that of all pages will do."""
        total = first_of(self.signs, words.TOTALS, _is_total)
        if any(each.word.startswith("filter") and each.inside == total.inside for each in self.signs):
            total = NOTHING  # it counts what the query leaves out, too
        if not total.path and self.has_relatives and all(each.word != "count" for each in self.parameters):
            # As Django has it. Elsewhere it may be the count of a page.
            total = first_of(self.signs, ("count",), lambda each: _is_total(each) and not each.inside)
        if total.path or not counted:
            return total.path or self.total_header
        pages = first_of(self.signs, words.PAGE_COUNTS, _is_total)
        header = first_of(self.headers, words.HEADER_PAGE_COUNTS, _may_count)
        of_pages = pages.path or (f"header:{header.path}" if header.path else "")
        return self.total_header or (f"pages:{of_pages}" if of_pages else "")

    @cached_property
    def total_header(self) -> str:
        """Where the number of all items is in the headers."""
        header = first_of(self.headers, words.HEADER_TOTALS, _may_count)
        return f"header:{header.path}" if header.path else ""

    @cached_property
    def items_are_usual(self) -> bool:
        """Whether the list of items has a usual name, or that of the resource."""
        items = self.items
        return items is not None and (
            items.name == "*" or items.word in words.ITEMS or items.word in nouns_of(self.link)
        )

    @property
    def only_list(self) -> Field | None:
        """The only list in the response, of whatever it may be."""
        lists = [each for each in self.fields if each.types == {"array"}]
        return lists[0] if len(lists) == 1 else None

    @property
    def items_path(self) -> str:
        """The path of the items; empty if the response is the list."""
        return "" if self.items is None else self.items.path

    @property
    def items_are_wrapped(self) -> bool:
        """Whether the list of items is within an object."""
        return self.items is not None and self.items.inside != ""


def first_of(fields: Iterable[Field], names: Iterable[str], fits: Callable[[Field], bool]) -> Field:
    """Return the first field of the first name that any has; one without a path if there is none."""
    by_word: dict[str, Field] = {}
    for each in fields:
        if fits(each):
            by_word.setdefault(each.word, each)
    return next((by_word[name] for name in names if name in by_word), NOTHING)


def is_a_date(parameter: Field) -> bool:
    """Return whether a parameter is one of a search, such as the day after which things happened."""
    return parameter.word in {"after", "token", "startafter", "afterid", "from", "start"} and parameter.measures


def _may_count(field: Field) -> bool:
    return field.may_be("integer", "number", "string")


def _is_total(field: Field) -> bool:
    is_partial = any(each in field.description.lower() for each in _PARTIAL)
    return field.counts and field.types != frozenset() and not is_partial
