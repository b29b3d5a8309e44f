"""Descriptions without their markup."""

import pytest

from heroics_py.model.plain_text import plain_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>Scope: </b><code>goals:read</code><br>\nLists goals", "Scope: goals:read Lists goals"),
        ("<p>One.</p><p>Two &amp; three, 1 &lt; 2.</p><!-- no -->", "One. Two & three, 1 < 2."),
        ("[id](/docs/ids) of [an app](https://e.example), ![a cat](c.png)", "id of an app (https://e.example), a cat"),
        ('See <a href="https://e.example">us</a>, <a href="#top">the top</a>', "See us (https://e.example), the top"),
        ("The [`/apps/{id}`](#op) `[a](b)`", "The `/apps/{id}` `[a](b)`"),
    ],
)
def test_plain_line(text, expected):
    """HTML disappears, and links keep what they are about."""
    assert plain_line(text) == expected


@pytest.mark.parametrize(
    "text", ["Write `<br>` or refs/heads/<branch>, a < b, ?a=1&copy=2", "[list](https://e 'x' [open]("]
)
def test_no_markup(text):
    """What only looks like markup stays."""
    assert plain_line(text) == text
