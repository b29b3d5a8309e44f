"""Arguments by the names that the document gives them."""

import pytest

import heroics_py
from heroics_py.errors import CallError

TEXT = {"type": "string"}
PARAMETERS = [
    {"name": "item.id", "in": "path", "required": True, "schema": TEXT},
    {"name": "page[size]", "in": "query", "schema": {"type": "integer"}},
    {"name": "continue", "in": "query", "schema": TEXT},
    {"name": "X-Trace", "in": "header", "schema": TEXT},
]
DOCUMENT = {
    "openapi": "3.1.1",
    "info": {"title": "Items", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "paths": {"/items/{item.id}/parts": {"get": {"tags": ["Parts"], "parameters": PARAMETERS, "responses": {}}}},
}


@pytest.fixture
def parts():
    return heroics_py.connect(DOCUMENT, token="t").part.list


def test_names_of_the_wire_are_keywords(parts):
    """The names of the document are keywords, too, where Python's spelling differs."""
    spelled = parts.prepare(item_id="1", page_size=2, continue_="a", x_trace="t")
    named = parts.prepare(**{"item.id": "1", "page[size]": 2, "continue": "a", "X-Trace": "t"})
    assert spelled.url == "https://api.example/items/1/parts?page%5Bsize%5D=2&continue=a"
    assert (named.url, named.headers) == (spelled.url, spelled.headers)


def test_both_spellings_of_one_argument(parts):
    """An argument is passed once."""
    with pytest.raises(CallError, match="no argument 'continue'"):
        parts.prepare("1", continue_="a", **{"continue": "b"})


def test_none_by_the_name_of_the_wire(parts):
    """None for a part of the path is refused whatever the spelling."""
    with pytest.raises(CallError, match="got None for 'item_id'"):
        parts.prepare(**{"item.id": None})


def test_one_name_in_path_and_body():
    """An argument for the path in place of the body's is told from it."""
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"path": TEXT}}}}}
    path = {"name": "path", "in": "path", "required": True, "schema": TEXT}
    operation = {"tags": ["Files"], "operationId": "rename", "parameters": [path], "requestBody": body, "responses": {}}
    rename = heroics_py.connect({**DOCUMENT, "paths": {"/files/{path}": {"patch": operation}}}, token="t").file.rename
    assert rename.prepare("a", path_body="b").body == b'{"path":"b"}'
    with pytest.raises(CallError, match="path= is a part of the path, path_body= the body's"):
        rename.prepare("a", path="b")
