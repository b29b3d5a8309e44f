"""Routes, and how the router finds them."""

from heroics_py.model.api import Link
from heroics_py.server.routes import Router, shape_of

SEGMENTS = [  # a template, a path, and its captures
    ("/{a}-{b}", "/1-2-3", ("1-2", "3")),
    ("/{a}{b}", "/123", ("12", "3")),
    ("/v{a}.{b}.json", "/v1.2.3.json", ("1.2", "3")),
    ("/{a}-{b}", "/-2", None),
    ("/{a}-{b}", "/1-", None),
    ("/{a}.json", "/.json", None),
    ("/{a}-{b}-{c}-{d}x", "/" + "-" * 20_000, None),
]


def captures(href, path):
    link = Link(resource="entity", name="get", title="Get", method="GET", href=href)
    match = Router([link]).match(path, "GET")
    return match and match[1]


def test_captures_of_one_segment():
    """The first captures are as long as possible, none is empty, and each literal is searched once."""
    wrong = [(href, path[:20]) for href, path, expected in SEGMENTS if captures(href, path) != expected]
    assert wrong == []


def test_shape():
    """The shape of a path does not depend on the names of its variables or on its query."""
    assert shape_of("/apps/{app}/x{?a,b}") == shape_of("apps/{other}/x?k={k}") == ("apps", "{}", "x")
    assert shape_of("/a{/b,c}") == ("a", "{}", "{}")
    assert shape_of("/files/{name}.{format}/{+rest}") == ("files", "{}.{}", "{+}")
    assert shape_of("/") == ()
