"""A check lists how the lists of an API continue."""

import pytest
from listing_documents import FLAG, LIST, TEXT, listing, of

import heroics_py


@pytest.mark.parametrize(
    ("parameters", "response", "kind", "text"),
    [
        ("cursor", of(data=LIST, next_cursor=TEXT), "paging", "Paging.cursor('next_cursor', 'cursor', items='data')"),
        ("", of(data=LIST, has_more=FLAG), "unfollowed-page", "connect(..., paging={'thing.list': ...})"),
    ],
)
def test_lists_in_a_check(parameters, response, kind, text):
    """What was recognised is a note, and so is a sign of a next page that nothing follows."""
    (found,) = [each for each in heroics_py.check(listing(parameters, response)) if each.kind == kind]
    assert (found.severity, text in found.effect) == ("note", True)


def test_no_lists_in_a_check():
    """A record without a sign of a next page is not listed."""
    kinds = {each.kind for each in heroics_py.check(listing("", of(id=TEXT, tags=LIST)))}
    assert not kinds & {"paging", "unfollowed-page"}
