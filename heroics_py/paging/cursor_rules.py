"""Lists whose next page is found by a cursor: a parameter, and what the response has for it."""

from collections.abc import Iterable

from heroics_py.model.paging import Paging
from heroics_py.paging import words
from heroics_py.paging.answers import Answer, first_of, is_a_date
from heroics_py.paging.item_lists import item_properties
from heroics_py.paging.shapes import Field
from heroics_py.paging.words import folded

__all__ = ["by_cursor", "by_last_item"]

_STRONG = words.NEXT_CURSORS.index("endcursor")  # from here on, a field may also be the cursor of its own page
_NEXT_PLACES = frozenset({"next", "nextpage"})
_PAGING = frozenset({*words.CURSOR_PARAMETERS, *words.PAGES, *words.OFFSETS, *words.LAST_PARAMETERS})


def by_cursor(answer: Answer) -> Paging | None:
    """Return the style of a parameter that takes a cursor, and a field that has one for it."""
    pair = _cursor_pair(answer)
    if pair is None:
        return None
    field, parameter = pair
    return Paging.cursor(
        field.path,
        parameter.path,
        items=answer.items_path,
        more=answer.more.path,
        total=answer.total,
        why=f"the query parameter {parameter.path!r} takes what the response has in {field.path!r}",
    )


def _cursor_pair(answer: Answer) -> tuple[Field, Field] | None:
    fields = [each for each in answer.signs if each.may_be("string", "integer", "number") and not each.is_url]
    for parameter in (each for each in answer.parameters if each.word in _PAGING and not each.measures):
        exact = {f"next{parameter.word}", f"nextpage{parameter.word}"}  # "next.after" for the parameter "after"
        for field in fields:
            if exact & {field.word, field.place + field.word if field.place in _NEXT_PLACES else ""}:
                return field, parameter
    return _named_pair(answer, fields) or (
        _counted_pair(answer, fields) or _last_id_pair(answer, fields) or _echo_pair(answer, fields)
    )


def _named_pair(answer: Answer, fields: list[Field]) -> tuple[Field, Field] | None:
    """Return a field with the name of a cursor, and the parameter for it."""
    cursors = [each for each in answer.parameters if each.word in words.CURSOR_PARAMETERS and not is_a_date(each)]
    cursors = [each for each in cursors if each.word not in words.COUNTERS or (each.is_text and not answer.is_span)]
    cursors.sort(key=lambda each: words.CURSOR_PARAMETERS.index(each.word))
    for strength, name in enumerate(words.NEXT_CURSORS):
        for field in (each for each in fields if each.word == name):
            for parameter in cursors:
                if _fits(field, parameter, answer, is_strong=strength < _STRONG):
                    return field, parameter
    return None


def _fits(field: Field, parameter: Field, answer: Answer, *, is_strong: bool) -> bool:
    """Return whether a field may have the cursor for a parameter."""
    if is_strong:
        return True
    if field.word == "endcursor":
        return True
    if field.word in {"next", "continue", "continuation", "nextpage"}:
        # A cursor may be in the place of links, too, if there is a parameter for it and nothing says that it is a URL.
        is_in_links = field.place in words.LINK_PLACES and parameter.word != "cursor"
        return not is_in_links and (field.place != "" or field.word in {"next", "nextpage", parameter.word})
    is_placed = field.place in words.PLACES and field.place not in words.LINK_PLACES
    is_same = field.word == parameter.word or parameter.word.removeprefix("page") == field.word
    if field.word == "after" and not is_placed and not answer.items_are_wrapped:
        return False
    if field.word == parameter.word and field.place == "":
        return _is_no_echo(answer, field)
    return is_same or (is_placed and field.word in {"after", "cursor"})


def _is_no_echo(answer: Answer, field: Field) -> bool:
    """Return whether a field at the top with the name of a parameter has the next cursor, and does not repeat it."""
    return bool(answer.more.path) or (not field.may_be("integer", "number") and bool(answer.size.path or answer.total))


def _counted_pair(answer: Answer, fields: Iterable[Field]) -> tuple[Field, Field] | None:
    """Return the number of the next page, and the parameter that takes it."""
    for parameter, names in (
        (answer.page, ("nextpage", "nextpagenumber", "nextpageindex", "next")),
        (answer.offset, ("nextoffset", "nextpagestart", "nextstart", "nextstartindex", "nextskip", "nextfrom", "next")),
    ):
        field = first_of(fields, names, lambda each: each.types == {"integer"})
        if parameter.path and field.path:
            return field, parameter
    return None


def _last_id_pair(answer: Answer, fields: Iterable[Field]) -> tuple[Field, Field] | None:
    """Return the id of the last item, and the parameter that takes it."""
    names = {*words.LAST_PARAMETERS, "after", "cursor"}
    parameter = next((each for each in answer.parameters if each.word in names and not is_a_date(each)), None)
    field = first_of(fields, ("lastid", "lastitemid", "nextid"), lambda _: True)
    return (field, parameter) if parameter is not None and field.path and answer.more.path else None


def _echo_pair(answer: Answer, fields: Iterable[Field]) -> tuple[Field, Field] | None:
    """Return a field with text for a parameter of its own name that takes text, such as an "offset" that is a token."""
    for parameter in answer.parameters:
        if parameter.word in {"offset", "startkey", "position", "pagingstate"} and parameter.is_text:
            field = first_of(fields, (parameter.word,), lambda each: each.is_text)
            is_echo = parameter.word == "position" and not _is_no_echo(answer, field)
            if field.path and not is_echo and not parameter.measures:
                return field, parameter
    return None


def by_last_item(answer: Answer) -> Paging | None:
    """Return the style of a parameter that takes the id of the last item."""
    if answer.items is None or not answer.more.path:
        return None
    names = {*words.LAST_PARAMETERS}
    for parameter in (each for each in answer.parameters if each.word in names or _takes_an_id(each)):
        key = next((name for name in item_properties(answer.items) if name.lower() == "id"), "")
        if key and not is_a_date(parameter):
            return Paging.last(
                parameter.path,
                field=key,
                items=answer.items_path,
                more=answer.more.path,
                total=answer.total,
                why=f"the query parameter {parameter.path!r} takes the {key} of the last item, as {answer.more.path!r} "
                "shows that there are more",
            )
    return None


def _takes_an_id(parameter: Field) -> bool:
    words_of = {folded(word) for word in parameter.description.split()}
    return parameter.word in {"after", "cursor"} and bool(words_of & {"id", "identifier", "object", "ids"})
