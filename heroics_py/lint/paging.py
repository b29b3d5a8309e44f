"""How the lists of an API continue, and signs of further pages that nothing follows."""

from collections.abc import Iterator

from heroics_py.lint.finding import Finding
from heroics_py.model.api import Api, Link
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.paging.recognition import paging_of
from heroics_py.paging.shapes import fields_of
from heroics_py.paging.words import SIGNS

__all__ = ["PAGING", "paging_findings"]

PAGING = "paging"
"""The kind of a finding that is not a fault, but what was recognised."""


def paging_findings(api: Api) -> Iterator[Finding]:
    """Yield how each list continues, and the objects with a sign of a next page which nothing follows."""
    for python_name, name in resource_names(api.resources).items():
        for call, links in call_names(api.resources[name]).items():
            for link in links:
                if link.method == "GET":
                    yield from _findings(link, f"{python_name}.{call}")


def _findings(link: Link, call: str) -> Iterator[Finding]:
    paging, pointer = paging_of(link), link.pointer or "#"
    if paging.items or paging.style not in {"none", "headers"}:
        message = f"client.{call} is a list with pages"
        yield Finding(pointer=pointer, severity="note", kind=PAGING, message=message, effect=repr(paging))
    elif paging.style == "none" and link.paging is None and (sign := _sign(link)):
        message = f"the response has {sign!r}, which may lead to a next page: {paging.why}"
        effect = f"client.{call} returns one page; connect(..., paging={{{call!r}: ...}}) states how it continues"
        yield Finding(pointer=pointer, severity="note", kind="unfollowed-page", message=message, effect=effect)


def _sign(link: Link) -> str:
    """Return a field that may lead to a next page of an object with a list; empty if there is none."""
    fields = fields_of(link.target_schema) if link.target_schema is not None else []
    if not any(each.types == {"array"} for each in fields):
        return ""
    return next((each.path for each in fields if each.word in SIGNS and "array" not in each.types), "")
