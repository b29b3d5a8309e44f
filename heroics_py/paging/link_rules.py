"""Lists whose responses lead to the next page: a URL in the body, or a header of its own."""

from collections.abc import Iterator

from heroics_py.model.paging import Paging
from heroics_py.paging import words
from heroics_py.paging.answers import NOTHING, Answer, first_of, is_a_date
from heroics_py.paging.item_lists import item_properties
from heroics_py.paging.shapes import Field, properties_of
from heroics_py.paging.words import folded

__all__ = ["by_header", "by_link", "by_link_header", "by_listed_link"]


def by_link(answer: Answer) -> Paging | None:
    """Return the style of a response that has the URL of its next page."""
    field = next((each for each in _links(answer) if _is_followed(answer, each)), None)
    return None if field is None else _followed(answer, field)


def _followed(answer: Answer, field: Field) -> Paging:
    return Paging.link(
        field.path,
        items=answer.items_path,
        total=answer.total,
        more="" if field.word in words.LISTS_OF_LINKS else answer.more.path,
        why=f"the response has the URL of the next page in {field.path!r}",
    )


def _links(answer: Answer) -> Iterator[Field]:
    """Yield the fields that may have the URL of the next page."""
    for name in words.LINKS:
        for field in (each for each in answer.signs if each.word == name):
            if "object" in field.types:
                below = {folded(key): key for key in properties_of(field.schema)} if field.schema else {}
                if key := next((below[each] for each in ("href", "url", "uri", "link") if each in below), None):
                    yield Field(
                        path=f"{field.path}.{key}", word=name, place=field.place, inside=field.inside, text="link"
                    )
            elif field.is_text:
                yield field


def by_listed_link(answer: Answer) -> Paging | None:
    """Return the style of a response with a list of links, one of which may be called "next"."""
    lists = [each for each in answer.signs if each.word in words.LISTS_OF_LINKS and each.types == {"array"}]
    field = next((each for each in lists if _holds_links(each)), None)
    return _followed(answer, field) if field is not None and _pages_by_parameters(answer) else None


def by_link_header(answer: Answer) -> Paging | None:
    """Return the style of a header ``Link``, which the replies describe, beside a parameter about pages."""
    items = answer.items or answer.only_list
    has_header = any(each.word in {"link", "nextrange"} for each in answer.headers)
    if items is None or not has_header or not _pages_by_parameters(answer):
        return None
    return Paging.headers(items=items.path, total=answer.total, why="its replies have the header Link")


def _holds_links(field: Field) -> bool:
    names = {folded(name) for name in item_properties(field)}
    return bool(names & {"rel", "relation"}) and bool(names & words.URLS)


def _is_followed(answer: Answer, field: Field) -> bool:
    """Return whether a field has the URL of the next page, by its name, its place or what is said of it."""
    pages = _pages_by_parameters(answer)
    is_plain = field.word not in {"next", "nextpage"}  # "nextLink", "next_url"
    if is_plain:
        return True
    is_url = field.is_url or ("." in field.path and field.place in words.LINK_PLACES)
    if field.place in words.LINK_PLACES:
        return is_url and (pages or answer.items_are_usual)
    if answer.is_a_thing:  # a chapter, whose next one is not a page of a list
        return False
    relatives = [each for each in answer.signs if each.word in words.RELATIVES and each.inside == field.inside]
    if is_url:
        return pages or bool(relatives)
    return pages and (bool(relatives) or answer.more.path != "")


def _pages_by_parameters(answer: Answer) -> bool:
    """Return whether a parameter is about the pages of a list."""
    cursors = {*words.CURSOR_PARAMETERS, *words.LAST_PARAMETERS}
    is_cursor = any(each.word in cursors and not is_a_date(each) for each in answer.parameters)
    return is_cursor or bool(answer.page.path or answer.offset.path or answer.size.path)


def by_header(answer: Answer) -> Paging | None:
    """Return the style of a header of its own, which the replies describe."""
    for header in answer.headers:
        if header.word in words.HEADER_LINKS or header.word in words.HEADER_CURSORS:
            parameter = _header_parameter(answer, header)
            if not parameter.path and header.word in words.HEADER_CURSORS:
                continue
            return Paging.header(
                header.path,
                parameter.path,
                items=answer.items_path,
                total=answer.total,
                why=f"its replies have the header {header.path}",
            )
    return None


def _header_parameter(answer: Answer, header: Field) -> Field:
    if header.word in words.HEADER_LINKS:
        return (
            NOTHING
            if header.is_url and "page" not in header.types
            else answer.page
            if header.word.endswith("page")
            else NOTHING
        )
    cursors = [each for each in words.CURSOR_PARAMETERS if each != "after"]
    found = first_of(answer.parameters, cursors, lambda _: True)
    return (
        found
        if found.path
        else answer.offset
        if header.word.endswith("offset")
        else first_of(answer.parameters, ("after",), lambda each: not is_a_date(each))
    )
