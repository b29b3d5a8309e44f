"""Codings of bodies that are unknown or unsupported."""

import warnings

import pytest

from heroics_py.transport.exchange.decoding import Fault, content_coding


@pytest.mark.parametrize("value", ["utf-8", "none", "aws-chunked", "UTF-8, identity", "binary"])
def test_unknown_codings(value):
    """A plain body with an unknown coding is read unchanged, with a warning."""
    with pytest.warns(UserWarning, match="read unchanged"):
        assert content_coding(value) == ""


@pytest.mark.parametrize("value", ["br", "zstd", "gzip, br"])
def test_unsupported_codings(value):
    """A body with another compression is an error."""
    with warnings.catch_warnings(), pytest.raises(Fault):
        content_coding(value)
