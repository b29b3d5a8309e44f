"""The fields of a query, as the template of its link spells them."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, unquote, unquote_plus

from heroics_py.call.urls.uri_template import form_variables
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.server.schema_lookup import items_of, properties_of

__all__ = ["query_pairs"]


def query_pairs(link: Link, query: str) -> list[tuple[str, str]]:
    """Return the fields of a query by name: a repeated one is a list, one with keys in brackets is an object.

    ``{?tags}`` joins a list with commas, and ``{?filter*}`` sends each member of an object alone (RFC 6570, 3.2.8).
    """
    variables = {unquote(name): explode for name, explode in form_variables(link.query_template).items()}
    if not variables:
        return parse_qsl(query, keep_blank_values=True)
    return list(_spelled(query, variables, properties_of(link.query)))


def _spelled(query: str, variables: Mapping[str, bool], known: Mapping[str, Schema]) -> Iterator[tuple[str, str]]:
    exploded = [name for name, explode in variables.items() if explode]
    owners = {key: name for name in exploded for key in properties_of(known.get(name)) if key not in known}
    for pair in filter(None, query.split("&")):
        name, _, text = pair.partition("=")
        name = unquote_plus(name)
        is_list = variables.get(name) is False and items_of(known.get(name)) is not None
        for part in text.split(",") if is_list else [text]:
            yield f"{owners[name]}[{name}]" if name in owners else name, unquote_plus(part)
