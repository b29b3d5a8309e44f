"""How a link's list continues: stated, or recognised by its parameters and the schema of its response.

A style is recognised if a query parameter and a field of the response fit each other, and the items are known:

    rule          the parameter takes                     the response has
    -----------   -------------------------------------   -----------------------------------------
    cursor        a cursor, or the number of a page       a cursor for it, "next_cursor" or "next_page"
    link          anything; nothing if it is plain        the URL of the next page
    last          the id of the last item                 items with an id, and whether there are more
    header        the number of a page, or a cursor       a header of its own, as its replies say
    pages         the number of a page                    a total, or the like
    offset        the number of an item                   a total, or the like

A wrong style is worse than none: what may be something else is not recognised. `words` has the names.
"""

from collections.abc import Callable, Iterator

from heroics_py.errors import HeroicsError
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.model.schema_types import types_of
from heroics_py.paging import words
from heroics_py.paging.answers import Answer
from heroics_py.paging.cursor_rules import by_cursor, by_last_item
from heroics_py.paging.link_rules import by_header, by_link, by_link_header, by_listed_link
from heroics_py.paging.shapes import Field
from heroics_py.support.cached_property import computed_once

__all__ = ["paging_of", "returns_list"]


@computed_once
def paging_of(link: Link) -> Paging:
    """Return how the list of a link continues; `Paging.none` for a link that returns none. Nothing is sent."""
    if link.paging is not None:
        return link.paging
    if link.method != "GET":
        return Paging.none(why=f"a {link.method} is not sent again for further pages")
    if link.fault or link.scheme or link.is_file or link.streams:
        return Paging.none(why="its responses are not JSON values")
    if link.target_schema is None:
        return Paging.headers(why="the schema does not describe the response; its headers may say so")
    try:
        return _recognised(Answer(link))
    except (HeroicsError, RecursionError, AttributeError, TypeError, ValueError, LookupError):
        return Paging.headers(why="its schema can't be read; the headers of a response may say so")


def returns_list(link: Link) -> bool:
    """Return whether the response of a link is itself a list, as far as the schema says.

    A hyper-schema may describe the items of "instances"; a document that describes replies describes them whole.
    """
    kinds = types_of(link.target_schema) if link.target_schema is not None else ()
    if kinds == ("array",):
        return True
    is_stated_record = link.paging is not None and link.paging.style == "none"
    is_described = bool(link.replies) and "object" in kinds
    return link.rel == "instances" and not is_stated_record and not is_described


_WHY_HEADERS = "the headers of a response may say so: no parameter that counts pages or items was recognised"


def _recognised(answer: Answer) -> Paging:
    is_list = "array" in answer.kinds
    if not is_list and answer.kinds and "object" not in answer.kinds:
        return Paging.none(why="its responses are neither objects nor lists")
    if is_list:
        return next(_rules_of_arrays(answer), None) or Paging.headers(why=_WHY_HEADERS)
    if answer.items is None:
        return by_link_header(answer) or Paging.none(why=_why_no_items(answer))
    for rule in _RULES:
        if (paging := rule(answer)) is not None:
            return paging
    return Paging.none(why=_why_none(answer))


def _rules_of_arrays(answer: Answer) -> Iterator[Paging]:
    """Yield how a response that is the list itself may continue."""
    names = {each.word for each in answer.headers}
    if names & {"link", "nextrange"}:
        yield Paging.headers(total=answer.total_header, why="its replies have the header")
    for paging in (by_header(answer), _numbered_pages(answer), _item_offset(answer)):
        if paging is not None:
            yield paging


# The rules of an object.


def _numbered_pages(answer: Answer) -> Paging | None:
    """Return the style of a parameter with the number of a page."""
    parameter = answer.page
    if not parameter.path or not _is_confirmed(answer):
        return None
    return Paging.pages(
        parameter.path,
        size=answer.size.path,
        first=_first_page(answer, parameter),
        items=answer.items_path,
        total=answer.total_of(counted=True),
        more=answer.more.path,
        why=_counted_why(answer, parameter),
    )


def _item_offset(answer: Answer) -> Paging | None:
    """Return the style of a parameter with the number of the first item."""
    parameter = answer.offset
    if not parameter.path or not _is_confirmed(answer):
        return None
    return Paging.offset(
        parameter.path,
        size=answer.size.path,
        first=_first_offset(answer, parameter),
        items=answer.items_path,
        total=answer.total,
        more=answer.more.path,
        why=_counted_why(answer, parameter),
    )


_RULES: tuple[Callable[[Answer], Paging | None], ...] = (
    by_cursor,
    by_link,
    by_last_item,
    by_header,
    by_link_header,
    _numbered_pages,
    _item_offset,
    by_listed_link,
)


def _is_confirmed(answer: Answer) -> bool:
    """Return whether something beside a parameter that counts says that the list continues."""
    if answer.is_a_thing:
        return False
    has_end = bool(answer.more.path or answer.total_of(counted=True))
    counter = answer.page if answer.page.path else answer.offset
    if counter.word in words.VAGUE_COUNTERS and answer.size.word in words.VAGUE_SIZES:
        return has_end
    has_sign = has_end or any(each.word in words.ECHOES and each.may_be("integer", "number") for each in answer.signs)
    if answer.items_path and not answer.items_are_usual:
        return has_sign
    return has_sign or bool(answer.size.path)


def _counted_why(answer: Answer, parameter: Field) -> str:
    total = answer.total_of(counted=True)
    named = f"the query parameter {parameter.path!r} counts"
    if answer.size.path:
        named = f"the query parameters {parameter.path!r} and {answer.size.path!r} count"
    end = f"{total.removeprefix('pages:').removeprefix('header:')!r} says how many there are" if total else ""
    end = end or (
        f"{answer.more.path!r} says whether there are more" if answer.more.path else "an empty page is the end"
    )
    return f"{named} through {f'{answer.items_path!r}' if answer.items_path else 'the list'}, and {end}"


def _first_page(answer: Answer, parameter: Field) -> int:
    if parameter.number in {0, 1}:
        return int(str(parameter.number))
    text = parameter.description.lower()
    is_zero = any(
        each in text for each in ("zero-based", "0-based", "zero based", "starts at 0", "starting at 0", "from 0")
    )
    is_zero = is_zero or any(each.word in words.TOTALS_OF_PAGES_FROM_0 for each in answer.signs)
    return 0 if is_zero or parameter.word.endswith("index") else 1


def _first_offset(answer: Answer, parameter: Field) -> int:
    if parameter.number in {0, 1}:
        return int(str(parameter.number))
    is_scim = parameter.word == "startindex" and any(each.word == "itemsperpage" for each in answer.signs)
    return 1 if is_scim or "1-based" in parameter.description.lower() else 0


def _why_no_items(answer: Answer) -> str:
    count = sum(1 for each in answer.fields if each.types == {"array"})
    return (
        "its responses are objects without a list" if not count else "no list in its responses is known to be the items"
    )


def _why_none(answer: Answer) -> str:
    return f"no query parameter and no field of the response say how {answer.items_path!r} continues"
