"""The captures of a segment that holds several."""

import pytest

from heroics_py.model.api import Link
from heroics_py.server.routes import Router


@pytest.mark.parametrize(
    ("href", "path", "captured"),
    [
        ("/{a}-{b}", "/1-2-3", ("1-2", "3")),
        ("/{a}{b}", "/123", ("12", "3")),
        ("/v{a}.{b}.json", "/v1.2.3.json", ("1.2", "3")),
        ("/{a}-{b}", "/-2", None),
        ("/{a}-{b}", "/1-", None),
        ("/{a}.json", "/.json", None),
        ("/{a}-{b}-{c}-{d}x", "/" + "-" * 20_000, None),
    ],
)
def test_captures_are_as_long_as_they_can_be(href, path, captured):
    """The first captures take as much as they can, none is empty, and each literal is looked for once."""
    link = Link(resource="thing", name="get", title="Get", method="GET", href=href)
    found = Router([link]).match(path, "GET")
    assert (found and found[1]) == captured
