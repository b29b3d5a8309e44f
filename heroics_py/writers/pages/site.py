"""The files of a static site: the index, a page for each resource, the search, the style."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from heroics_py.display.brief import counted
from heroics_py.display.terminal import escaped
from heroics_py.support.values import Value
from heroics_py.writers.pages.elements import Html, element, join, prose, text
from heroics_py.writers.pages.entries import Reference, ResourceEntry
from heroics_py.writers.pages.prose import summary_of
from heroics_py.writers.pages.sections import ATTRIBUTES, attribute_section, link_section, method_badge, notes

__all__ = ["HERE", "Place", "asset", "files_of", "index_page", "page_name", "policy_of", "resource_page", "search_text"]

_HERE = Path(__file__).parent
_MOST_IN_MENU = 150
_ASSETS = {"style.css": "style.css", "script.js": "script.js"}


class Place(Value):
    """Where the files of a site are.

    Attributes:
        root: what the address of each file begins with.
        is_served: whether a sandbox serves them, so that each link has a form.
    """

    root: str = ""
    is_served: bool = False


HERE = Place()


def files_of(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each file of the site, which a browser opens without a server."""
    yield "index.html", index_page(reference)
    for each in reference.resources:
        yield page_name(each), resource_page(reference, each)
    yield "search.js", search_text(reference)
    for name in _ASSETS:
        yield name, asset(name)


def asset(name: str) -> str:
    """Return the text of a file that is the same for each API: "style.css" or "script.js"."""
    return (_HERE / _ASSETS[name]).read_text(encoding="utf-8")


def page_name(resource: ResourceEntry) -> str:
    """Return the name of the file about a resource."""
    return f"{resource.slug}.html"


def policy_of(place: Place) -> str:
    """Return the Content-Security-Policy of a page: nothing from elsewhere, and no script in the page itself.

    Args:
        place: of its files; the forms of a page that is served send requests to its server.
    """
    connect = "; connect-src 'self'" if place.is_served else ""
    return f"default-src 'none'; script-src 'self'; style-src 'self'{connect}; base-uri 'none'; form-action 'none'"


def search_text(reference: Reference) -> str:
    """Return the index of the search as a script; each value in it is JSON."""
    rows = [row for each in reference.resources for row in _search_rows(each)]
    shown = [[escaped(cell) for cell in row] for row in rows]
    # Separators of lines end a string in older scripts, and "</script>" ends a script.
    return f"window.heroicsIndex = {json.dumps(shown, separators=(',', ':')).replace('<', chr(92) + 'u003c')};\n"


def _search_rows(resource: ResourceEntry) -> Iterator[tuple[str, ...]]:
    page = _href(page_name(resource))
    yield (resource.name, "", "", page, summary_of(resource.description, 90))
    for each in resource.links:
        about = _summary(each.title, each.description)
        yield (f"{resource.name}.{each.name}", *_request(each.targets), f"{page}#{_href(each.name)}", about)


def _summary(title: str, description: str) -> str:
    return summary_of(description, 90) or title


def _request(targets: Sequence[str]) -> tuple[str, str]:
    method, _, href = targets[0].partition(" ")
    return method, href


def index_page(reference: Reference, place: Place = HERE) -> str:
    """Return the first page: what the API is, how to begin, and all resources.

    Args:
        reference: of the API.
        place: of the files.
    """
    count = sum(len(each.links) for each in reference.resources)
    cards = [_card(each, place.root) for each in reference.resources]
    main = [
        element("h1", reference.title),
        element("div", prose(reference.description), class_="lead"),
        element(
            "p",
            f"{counted(len(cards), 'resource')}, {counted(count, 'link')}, at ",
            element("code", reference.url),
            ".",
            class_="facts",
        ),
        element("pre", element("code", reference.begin), class_="begin", tabindex="0"),
        element("h2", "Resources", id="resources"),
        element("ul", *cards, class_="cards"),
    ]
    return _page(reference, place, None, join(main))


def _card(resource: ResourceEntry, root: str) -> Html:
    page = f"{root}{_href(page_name(resource))}"
    names = [element("a", each.name, href=f"{page}#{_href(each.name)}") for each in resource.links]
    return element(
        "li",
        element("h3", element("a", resource.name, href=page), *notes(resource.stability, "")),
        element("p", summary_of(resource.description)) if resource.description else "",
        element("p", *_between(names, text(" ")), class_="names") if names else "",
    )


def resource_page(reference: Reference, resource: ResourceEntry, place: Place = HERE) -> str:
    """Return the page of a resource.

    Args:
        reference: of the API.
        resource: one of it.
        place: of the files.
    """
    rows = [
        element("li", element("a", *_row(each.targets[0], each.name), href=f"#{_href(each.name)}"))
        for each in resource.links
    ]
    main = [
        element("h1", resource.name, *notes(resource.stability, "")),
        element("div", prose(resource.description), class_="lead"),
        element("ul", *rows, class_="requests") if rows else element("p", "This resource has no links."),
        attribute_section(resource),
        *(link_section(resource, each, has_form=place.is_served) for each in resource.links),
    ]
    return _page(reference, place, resource, join(main))


def _row(target: str, name: str) -> list[str]:
    method, _, href = target.partition(" ")
    return [method_badge(method), element("code", href), element("span", name)]


def _page(reference: Reference, place: Place, resource: ResourceEntry | None, main: Html) -> str:
    root = place.root
    title = f"{resource.name} · {reference.title}" if resource else reference.title
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy_of(place)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", " ".join(title.split())),
        element("link", rel="stylesheet", href=f"{root}style.css"),
        element("script", src=f"{root}search.js", defer=True),
        element("script", src=f"{root}script.js", defer=True),
    )
    body = element(
        "body",
        element("a", "Skip to the content", href="#page-main", class_="skip"),
        _bar(reference, place),
        _menu(reference, root, resource),
        element("main", main, id="page-main", tabindex="-1"),
        data_root=root,
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _bar(reference: Reference, place: Place) -> Html:
    token = element(
        "label",
        "Token ",
        element("input", id="page-token", value="sandbox", autocomplete="off", spellcheck="false"),
        class_="token",
    )
    return element(
        "header",
        element(
            "button",
            "Menu",
            type="button",
            id="page-menu-button",
            aria_expanded="false",
            aria_controls="page-menu",
            hidden=True,
        ),
        element("a", reference.title, href=f"{place.root}index.html", class_="home"),
        element("div", id="page-search", role="search"),
        token if place.is_served else "",
        class_="bar",
    )


def _menu(reference: Reference, root: str, current: ResourceEntry | None) -> Html:
    """Return the menu; a large API has all resources on the first page alone."""
    listed = reference.resources if len(reference.resources) <= _MOST_IN_MENU else ((current,) if current else ())
    items = [_menu_item(each, root, is_current=each is current) for each in listed if each is not None]
    count = len(reference.resources)
    words = f"All {count} resources" if count > 1 else "All resources"
    first = element("a", words, href=f"{root}index.html#resources", class_="all")
    return element("nav", first, element("ul", *items), id="page-menu", aria_label="Resources")


def _menu_item(resource: ResourceEntry, root: str, *, is_current: bool) -> Html:
    page = f"{root}{_href(page_name(resource))}"
    if not is_current:
        return element("li", element("a", resource.name, href=page))
    inner = [element("a", "attributes", href=f"#{ATTRIBUTES}")] if resource.attributes else []
    inner += [
        element("a", *_between(_breakable(each.name), element("wbr")), href=f"#{_href(each.name)}")
        for each in resource.links
    ]
    below = element("ul", *(element("li", each) for each in inner))
    return element("li", element("a", resource.name, href=page, aria_current="page"), below)


def _breakable(name: str) -> list[Html]:
    """Return a name that a line may end within, after each of its words."""
    words = name.split("_")
    return [text(f"{word}_") if number < len(words) - 1 else text(word) for number, word in enumerate(words)]


def _between(parts: Sequence[Html], gap: Html) -> list[Html]:
    return [each for part in parts for each in (part, gap)][:-1]


def _href(name: str) -> str:
    """Return a name as part of a URL."""
    return quote(name, safe="")
