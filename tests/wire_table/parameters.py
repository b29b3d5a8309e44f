"""3.1.1, 4.8.12 Parameter Object: the places and styles of parameters."""

from wire_case import WireCase

SECTION = "3.1.1, 4.8.12 Parameter Object"


def query(says, value, line, schema=None, **parameter):
    """Return a case of one query parameter p."""
    node = {"name": "p", "in": "query", "schema": schema or {}, **parameter}
    return WireCase(section=SECTION, says=says, operation={"parameters": [node]}, kwargs={"p": value}, line=line)


CASES = [
    query("form, exploded: a list repeats the name", ["a", "b"], "GET /v1/things?p=a&p=b"),
    query("form, not exploded: a list is joined by commas", ["a", "b"], "GET /v1/things?p=a,b", explode=False),
]
