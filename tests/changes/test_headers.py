"""What a comparison says of the header fields of requests and answers."""

import heroics_py
from tests.helpers.compared import operation, shop, told


def limited(name="X-Limit", **header):
    responses = {"200": {"description": "ok", "headers": {name: header}}}
    return shop({"/books": {"get": {**operation("listBooks", tags=["Book"]), "responses": responses}}})


def sent(**parameter):
    header = {"in": "header", "name": "X-Tenant", **parameter}
    return shop({"/books": {"get": operation("listBooks", tags=["Book"], parameters=[header])}})


def test_header_of_an_answer():
    """A header of an answer is text for code, so that another type or value is risky, and not breaking."""
    documents = [limited(schema=each) for each in ({"enum": ["low"]}, {"enum": ["low", "high"]}, {"type": "integer"})]
    (change,) = heroics_py.diff(*documents[:2])
    assert (change.effect, change.message) == ("risky", "the header X-Limit of the answer may be 'high' now")
    assert told(*documents[1:])[0][:2] == ("risky", "type-changed")
    assert told(limited(required=True), limited("x-limit")) == [("risky", "answer-field-optional", "book.list", "")]


def test_further_header_of_an_answer():
    """A header that is documented now is harmless, and one that is not any more is risky."""
    assert told(limited(), limited("X-Rest")) == [
        ("risky", "header-gone", "book.list", ""),
        ("harmless", "header-new", "book.list", ""),
    ]


def test_header_of_a_request():
    """A header that takes fewer values breaks calls, as any other parameter."""
    assert told(sent(schema={"type": "string"}), sent(schema={"type": "string", "maxLength": 3})) == [
        ("breaking", "limit-tightened", "book.list", "header X-Tenant")
    ]
