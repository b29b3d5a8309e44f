"""How lists continue, as ``connect(paging=...)`` states it, and as a link shows it."""

import pickle

import pytest
from listing_documents import FLAG, LIST, NUMBER, TEXT, listing, of

import heroics_py
from heroics_py import CallError, Paging

STATED = Paging.cursor("meta.next", "cursor", items="data")
DOCUMENT = listing("cursor", of(data=LIST, meta=of(next=TEXT)))
DOCUMENT["paths"]["/things"]["post"] = {"tags": ["thing"], "operationId": "createThing", "responses": {}}
DOCUMENT["paths"]["/things/{id}"] = {
    "get": {"tags": ["thing"], "operationId": "getThing", "responses": {}, "parameters": [
        {"name": "id", "in": "path", "required": True, "schema": TEXT}]}
}  # fmt: skip


def connected(paging=None, document=DOCUMENT, **options):
    return heroics_py.connect(document, url="http://127.0.0.1:9", paging=paging, **options)


def test_paging_of_a_link():
    """A link shows how its list continues, and why."""
    client = connected(document=listing("cursor", of(items=LIST, next_cursor=TEXT, has_more=FLAG, total=NUMBER)))
    assert client.thing.list.paging == Paging.cursor(
        "next_cursor", "cursor", items="items", more="has_more", total="total"
    )
    assert "# the query parameter 'cursor' takes what the response has in 'next_cursor'" in repr(
        client.thing.list.paging
    )


@pytest.mark.parametrize("paging", [{"thing.list": STATED}, {"thing": STATED}, STATED, {"client.thing.list": STATED}])
def test_stated_paging(paging):
    """A link, a resource or the API has the paging that is stated."""
    client = connected(paging)
    assert client.thing.list.paging == STATED
    assert "connect(paging=...) states it" in client.thing.list.paging.why
    assert client.thing.get.paging.style == "headers"


def test_example_of_a_list():
    """The example of a list says nothing of pages, whose numbers may begin with 1."""
    document = listing("page:integer per_page:integer color:string", of(data=LIST))
    assert "client.thing.list(color='example')" in connected(None, document).thing.list.__doc__


def test_none_is_stated():
    """What was recognised wrongly is a record if that is stated."""
    document = listing("page:integer per_page:integer", of(data=LIST))
    link = connected({"thing.list": Paging.none()}, document).thing.list
    assert link.paging == Paging.none()
    assert "Returns:\n    Record" in link.__doc__


def test_stated_paging_in_pickles():
    """A pickle of a client keeps what is stated, and so does a link with other options."""
    client = pickle.loads(pickle.dumps(connected({"thing.list": STATED})))
    assert client.thing.list.with_options(limit=3).paging == client.with_options(limit=2).thing.list.paging == STATED


@pytest.mark.parametrize(
    ("paging", "text"),
    [
        ({"thing.lst": STATED}, "'thing' has no such link; did you mean 'list'?"),
        ({"thnig.list": STATED}, "no such resource"),
        ({"thing.create": STATED}, "which is a POST: only a GET is sent again for further pages"),
        ({"thing": Paging.pages("seite", items="data")}, "which has no GET link that takes 'seite' and returns 'data'"),
        (Paging.pages("seite", items="data"), "fits no GET link of this API that takes 'seite' and returns 'data'"),
        ({"thing.list": "pages"}, "expected a Paging"),
        ("pages", "expected a Paging, or a dict"),
    ],
)
def test_wrong_statements(paging, text):
    """A wrong name says which ones there are, and a wrong value what is expected."""
    with pytest.raises(CallError) as caught:
        connected(paging)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("paging", "text"),
    [
        (Paging.cursor("meta.nxt", "cursor", items="data"), "'meta.nxt' in the response; did you mean 'next'?"),
        (Paging.cursor("meta.next", "cursor", items="daata"), "'daata' in the response; did you mean 'data'?"),
        (Paging.cursor("meta.next", "cusror", items="data"), "the query parameter 'cusror'; did you mean 'cursor'?"),
        (Paging.cursor("meta.next", "cursor", items="data", total="total"), "'total' in the response; "),
    ],
)
def test_statement_that_schemas_deny(paging, text):
    """A statement that names what the document does not have warns: the list would end early in silence."""
    with pytest.warns(heroics_py.SchemaWarning) as caught:
        connected({"thing.list": paging})
    assert len(caught) == 1
    assert str(caught[0].message).startswith(f"paging= says how GET /things continues, which does not have {text}")
    assert caught[0].filename == __file__


@pytest.mark.parametrize("paging", [Paging.none(), {"thing": Paging.none()}])
def test_none_for_many_links(paging):
    """That nothing is a list can be stated for a resource, or the API."""
    assert connected(paging).thing.list.paging == Paging.none()


@pytest.mark.parametrize(
    ("paging", "text"),
    [
        (Paging.cursor("", "cursor"), "next='': expected text"),
        (Paging.cursor("next", ""), "parameter='': expected text"),
        (Paging.pages(3), "parameter=3: expected text"),
        (Paging.pages("page", first="x"), "first='x': expected a number, 0 or more"),
        (Paging.link("next", items=None), "items=None: expected text"),
        (Paging("cusror"), "style='cusror': expected one of headers, header, link, cursor, last, "),
    ],
)
def test_statement_that_cant_be_meant(paging, text):
    """A statement without what its style needs is refused, for a link and for the API."""
    for stated in (paging, {"thing.list": paging}):
        with pytest.raises(CallError) as caught:
            connected(stated)
        assert f"can't be meant: {text}" in str(caught.value)


def test_advice_names_a_call():
    """Where a statement fits no link of a resource, the error names a call that the resource has."""
    document = listing("cursor", of(data=LIST))
    with pytest.raises(CallError, match=r"as in paging=\{'thing\.list': \.\.\.\}$"):
        connected({"thing": Paging.pages("page")}, document)
