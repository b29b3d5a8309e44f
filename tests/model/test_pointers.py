"""JSON pointers, and the values they name."""

from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heroics_py.model.pointers import decode_percent, escape_key, parse_pointer


@example("(%23%2Fdefinitions%2Fapp%2fid)")
@example("%2523%%23%2%33%C3%23%a4")
@settings(deadline=None)
@given(st.text("%2523FfCc3a4#/é"))
def test_percent_decoding(text):
    """Percent-encoding is decoded as urllib does."""
    assert decode_percent(text) == unquote(text)


@pytest.mark.parametrize(
    ("fragment", "tokens"),
    [
        ("", []),
        ("/", [""]),
        ("/a/b", ["a", "b"]),
        ("%2Fa%2Fb", ["a", "b"]),
        ("/a~1b/c~0d/e~01f", ["a/b", "c~d", "e~1f"]),
        ("/100%25", ["100%"]),
    ],
)
def test_pointer_is_split_into_keys(fragment, tokens):
    """A pointer is split into its keys."""
    assert parse_pointer(fragment) == tokens


@pytest.mark.parametrize("key", ["a", "a/b", "a~b", "~1", "100%", "%2F", "a#b", "", " ", "é", "0"])
def test_escaped_key_round_trip(key):
    """An escaped key is the same key when the pointer is parsed."""
    assert parse_pointer(f"/{escape_key(key)}") == [key]
