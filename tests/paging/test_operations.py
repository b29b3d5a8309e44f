"""List operations in the manner of well-known APIs: most are recognised, and none of them wrongly."""

import pytest
from judged import URL, document_of, hyper_schema_of, judge, recognised, sample_of, section, swagger_of, table
from operations import OPERATIONS
from traps import TRAPS

import heroics_py
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.model.paging import Paging
from heroics_py.paging.continuation import content_of

BY_RESPONSE = ("link", "cursor", "last", "pages", "offset")


def named(operation):
    return operation.manner


def pages_of(operation):
    """Return what each paging of an operation reads from a first page."""
    url = f"{URL}/{operation.path}"
    response = Response(status=200, headers=Headers(), data=sample_of(operation.shape), url=url, method="GET")
    return [(right, content_of(response, right)) for right in operation.right]


def test_the_table_is_long_enough():
    """A hundred lists, and more than fifteen that are not lists."""
    assert len(OPERATIONS) >= 100
    assert len(TRAPS) >= 15
    assert len({operation.manner for operation in OPERATIONS + TRAPS}) == len(OPERATIONS + TRAPS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_a_declaration_reads_its_page(operation):
    """What the table calls right finds the items, and the next page, in a response of that shape."""
    for right, page in pages_of(operation):
        assert len(page.items) == 2
        assert page.next or right.style not in BY_RESPONSE


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_a_declaration_is_one_line(operation):
    """What a person would type prints itself, and fits on a line."""
    declared = operation.right[0]
    assert eval(repr(declared), {"Paging": Paging}) == declared
    assert len(repr(declared)) <= 160


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_a_list_is_not_taken_for_another(operation):
    """Each is recognised right, or not at all."""
    paging = recognised(operation)
    assert judge(operation, paging) != "wrong", f"{paging!r} instead of {operation.right[0]!r}"


@pytest.mark.parametrize("operation", TRAPS, ids=named)
def test_a_trap_is_not_taken_for_a_list(operation):
    """What only looks like pages is a record, or one list."""
    paging = recognised(operation)
    assert judge(operation, paging) == "right", repr(paging)


@pytest.mark.parametrize("dialect", [swagger_of, hyper_schema_of])
def test_no_dialect_is_taken_for_another(dialect):
    """The same operations are judged alike in documents of other dialects."""
    verdicts = {each.manner: judge(each, recognised(each, dialect)) for each in OPERATIONS + TRAPS}
    assert [manner for manner, verdict in verdicts.items() if verdict == "wrong"] == []


def test_most_lists_are_recognised():
    """At least nine in ten need no declaration."""
    missed = [each.manner for each in OPERATIONS if judge(each, recognised(each)) == "missed"]
    assert len(missed) <= len(OPERATIONS) // 10, missed


def test_a_missed_list_is_declared():
    """One line makes a list of each operation that is not recognised, and it wins over what would be recognised."""
    for operation in OPERATIONS:
        declared = operation.right[0]
        with heroics_py.connect(document_of(operation), paging=declared) as client:
            assert client.thing.list.paging == declared


def test_the_docs_show_the_table():
    """The table in docs/lists.md is what is recognised today: python tests/paging/judged.py writes it."""
    assert section() == table()
