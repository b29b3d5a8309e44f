"""Which texts are words by how they are written."""

import pytest

from heroics_py.tapes.found_secrets import is_distinct
from heroics_py.tapes.plain_words import are_words, is_word


@pytest.mark.parametrize("text", ["hunter", "Hunter", "PRODUCTION", "iPhone", "PostgreSQL", "GitHub", "productions"])
def test_word(text):
    """A word, and some words together, may be in a text by chance."""
    assert (is_word(text), is_distinct(text)) == (True, False)


@pytest.mark.parametrize("text", ["EDzLqVbxlEtg", "aBcDeFgH", "abcdefghijklm", "hunter2", "größer", ""])
def test_not_a_word(text):
    """Random letters are no word, even if there are no digits among them; neither are more than twelve letters."""
    assert not is_word(text)


def test_words():
    """Up to three words are words; what has a piece that is none is not."""
    assert [are_words(text) for text in ("us-east", "Mon Jan Feb", "a.b.c.d", "eu-EDzLqVbx", "x--y")] == [
        *(True, True, False, False, False)
    ]
