"""Tables of a notebook: escaped, cut with a count, in the colours of the page, without requests."""

import re
import sys
import types

import pytest

import heroics_py
from heroics_py.call.lists.collection import Collection
from heroics_py.call.lists.page import Page
from heroics_py.call.lists.row_list import RowList
from heroics_py.display.tables import Code, Table
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.record import Record

SCRIPT = "<script>alert(1)</script>"
EVIL = {
    "title": SCRIPT,
    "links": [{"rel": "self", "href": "https://api.example"}],
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
    "definitions": {
        "thing": {
            "title": SCRIPT,
            "description": SCRIPT,
            "definitions": {"identity": {"type": "string", "description": SCRIPT}},
            "links": [
                {
                    "title": "Make",
                    "rel": "create",
                    "method": "POST",
                    "href": f"/things/{SCRIPT}/{{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fidentity)}}",
                    "description": SCRIPT,
                    "schema": {"properties": {SCRIPT: {"description": SCRIPT}, "a": {"enum": [SCRIPT]}}},
                },
            ],
        }
    },
}


def seen(html):
    """Return the texts of the cells of a table, row by row."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html)
    return [[re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)] for row in rows]


def test_scripts_in_schemas():
    """A script in a schema is shown as text."""
    client = heroics_py.connect(EVIL)
    shown = [each._repr_html_() for each in (client, client.thing, client.thing["x"], client.thing.make)]
    assert [("&lt;script&gt;" in html, "<script" in html) for html in shown] == [(True, False)] * 4


def test_scripts_in_responses():
    """A script in a response is shown as text."""
    record = Record(
        {SCRIPT: SCRIPT, "list": [SCRIPT], "object": {SCRIPT: SCRIPT}, "url": f'https://a.example/"{SCRIPT}'}
    )
    shown = [record._repr_html_(), Collection(Page(items=[record]), lambda _: None)._repr_html_()]
    assert ["<script" in html or '/"' in html for html in shown] == [False, False]


def test_scripts_in_errors():
    """A script in an error is shown as text."""
    response = Response(status=404, headers=Headers({"Request-Id": SCRIPT}))
    problem = heroics_py.Problem(pointer=f"/{SCRIPT}", message=SCRIPT)
    errors = [heroics_py.NotFound(SCRIPT, response=response, id=SCRIPT), heroics_py.ValidationError((problem,))]
    assert ["<script" in error._repr_html_() for error in errors] == [False, False]


def test_urls_that_become_links():
    """A URL of another scheme, or with a secret, is not a link."""
    record = Record({"a": "javascript:alert(1)", "b": "https://a.example/", "c": "https://me:pw@a.example/?token=x"})
    shown = record._repr_html_()
    assert re.findall(r'href="([^"]*)"', shown) == ["https://a.example/"]


def test_no_resources_and_no_colours():
    """HTML loads nothing, and names no colour."""
    record = Record({"a": "https://a.example/x.png", "b": [1], "c": {"d": None}})
    html = record._repr_html_()
    assert re.findall(r"<(?:img|script|style|link|iframe)|(?<![-\w])color:(?!inherit)|#[0-9a-f]{3,6}\b", html) == []


def test_long_tables_are_cut():
    """A long table is cut, with a count."""
    table = Table(title="t", head=("a",), rows=[[number] for number in range(50)], most=3)
    assert (seen(table.html()), "… and 47 more" in table.html()) == ([["a"], ["0"], ["1"], ["2"]], True)


def test_table_as_text():
    """A table as text is aligned and cut."""
    table = Table(title="apps", head=("name", "size"), rows=[["a", 1], ["long", 22], ["b", 3]], most=2)
    assert table.text() == "apps\nname  size\na     1\nlong  22\n… and 1 more"


def test_long_values_are_cut():
    """Long texts and long lists are cut."""
    html = Table(rows=[("text", "x" * 500), ("list", list(range(9))), ("code", Code("y" * 500))]).html()
    cells = [row[1] for row in seen(html)]
    assert cells == ["x" * 159 + "…", "0, 1, 2, 3, 4, 5 … and 3 more", "y" * 159 + "…"]


def test_long_words_are_broken():
    """A word too long for any page is broken, and so is a long call."""
    html = Table(rows=[("url", "https://example.com/" + "a" * 60), ("call", Code("update(" + "a" * 50 + ")"))]).html()
    assert (html.count("overflow-wrap:anywhere"), html.count("white-space:nowrap")) == (1, 0)


def test_html_of_nothing():
    """A record without fields and a resource without links say so."""
    assert "empty" in heroics_py.Record()._repr_html_()
    assert "no links" in heroics_py.connect().event._repr_html_()


def test_html_of_any_field():
    """A call that takes any field says so."""
    rows = seen(heroics_py.connect().config_var.update._repr_html_())
    assert rows[-1] == ["**fields", "", "", "any other field"]


def test_html_of_a_partial_list():
    """A list shows the items that it has, says that there are more, and fetches nothing."""

    def fetch(wanted):
        raise AssertionError(wanted)

    items = [{"id": f"{number}", "name": f"n{number}", "owner": {"email": "a@b.example"}} for number in range(12)]
    html = Collection(Page(items=items, next_range="more"), fetch)._repr_html_()
    assert seen(html)[:2] == [["name", "owner", "id"], ["n0", "a@b.example", "0"]]
    assert ("12 items so far; the API has more" in html, "… and 2 more" in html, len(seen(html))) == (True, True, 11)


def test_fields_without_a_column():
    """A list names the fields without a column."""
    items = [{"id": "1", **{f"f{number}": number for number in range(9)}}]
    html = Collection(Page(items=items), lambda _: None)._repr_html_()
    assert (seen(html)[0], "not shown: f7, f8, id" in html) == ([f"f{number}" for number in range(7)], True)


def test_html_of_a_list_of_values():
    """A list of values has one column."""
    html = Collection(Page(items=["a", 1, None]), lambda _: None)._repr_html_()
    assert seen(html) == [["value"], ["a"], ["1"], ["None"]]


@pytest.mark.parametrize("items", [[], [{}]])
def test_html_of_empty_lists(items):
    """An empty list or object is shown, too."""
    assert "item" in Collection(Page(items=items), lambda _: None)._repr_html_()


def test_html_of_a_client():
    """A client lists its resources with their calls."""
    html = heroics_py.connect("bookshelf", url="https://books.example")._repr_html_()
    assert seen(html)[0] == ["resource", "calls", "about"]
    assert "resources at https://books.example" in html


def test_html_of_a_resource():
    """A resource lists its calls."""
    rows = seen(heroics_py.connect().app._repr_html_())
    assert rows[1:4] == [
        ["create(…)", "POST /apps", "Create a new app"],
        ["delete(app_identity)", "DELETE /apps/{app_identity}", "Delete an existing app"],
        ["info(app_identity)", "GET /apps/{app_identity}", "Info for existing app"],
    ]


def test_html_of_a_scope():
    """A scope names the resources below it."""
    assert "below it: addon_attachment, addon, app_feature" in heroics_py.connect().app["example"]._repr_html_()


def test_html_of_a_link():
    """A link shows its arguments and an example."""
    html = heroics_py.connect().app.update._repr_html_()
    assert seen(html)[:3] == [
        ["argument", "takes", "", "about"],
        ["app_identity", "id or name", "required", "unique identifier of app or unique name of app"],
        ["build_stack", "string or uuid", "optional", "unique name of stack or unique identifier of stack"],
    ]
    assert "for example client.app.update(&#x27;01234567-" in html


def test_html_of_a_validation_error():
    """A ValidationError lists every problem."""
    with pytest.raises(heroics_py.ValidationError) as caught:
        heroics_py.connect().app.create(name=7, region=8)
    assert [row[0] for row in seen(caught.value._repr_html_())] == ["field", "name", "region"]


def test_html_of_a_response_error():
    """A ResponseError shows its facts."""
    response = Response(status=404, headers=Headers({"Request-Id": "r-1"}))
    error = heroics_py.NotFound(
        "No such app.", response=response, id="not_found", call="app.info", url="https://x.example"
    )
    assert seen(error._repr_html_()) == [
        ["call", "app.info"],
        ["status", "404"],
        ["id", "not_found"],
        ["request", "r-1"],
        ["see", "https://x.example"],
    ]


class Frames:
    """A stand-in for pandas.DataFrame that itables shows."""

    def __init__(self, rows):
        self.rows = rows

    def _repr_html_(self):
        raise AssertionError

    _repr_html_.__module__ = "itables.javascript"


@pytest.fixture
def itables(monkeypatch):
    """Let itables be switched on; return the arguments of its tables."""
    shown = []
    library = types.SimpleNamespace(
        to_html_datatable=lambda frame, **options: shown.append((frame.rows, options)) or "<table>interactive</table>"
    )
    monkeypatch.setitem(sys.modules, "itables", library)
    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=Frames))
    return shown


LONG = [{"id": number, "owner": {"name": SCRIPT}, "token": "s3cret"} for number in range(3000)]


def test_interactive_table(itables):
    """Where itables shows frames, a long list has every item in memory in such a table, and fetches nothing."""

    def fetch(wanted):
        raise AssertionError(wanted)

    html = Collection(Page(items=[*LONG], next_range="more"), fetch)._repr_html_()
    ((rows, options),) = itables
    assert (html, len(rows), rows[2]) == (
        "<table>interactive</table>",
        3000,
        {"id": 2, "owner": SCRIPT, "token": "***"},
    )
    assert options["caption"] == "Collection: 3000 items so far; the API has more"
    assert (options["maxBytes"], options["allow_html"]) == (0, False)


def test_short_lists_stay_plain(itables):
    """A list that the plain table shows whole is shown so."""
    assert "interactive" not in Collection(Page(items=LONG[:10]), lambda _: None)._repr_html_()


def test_plain_table_without_itables(monkeypatch):
    """Without itables, or before it is switched on, a long list is a plain table that says how to see the rest."""
    html = Collection(Page(items=[*LONG]), lambda _: None)._repr_html_()
    assert "… and 2,990 more: a slice such as [10:20], or to_frame()" in html
    monkeypatch.setitem(sys.modules, "itables", types.SimpleNamespace())
    assert Collection(Page(items=[*LONG]), lambda _: None)._repr_html_() == html


def test_broken_itables(itables, monkeypatch):
    """If another version of itables fails, the plain table is shown."""
    monkeypatch.setattr(sys.modules["itables"], "to_html_datatable", lambda _: "")
    assert "and 2,980 more" in RowList(LONG)._repr_html_()


def test_secrets_of_an_interactive_table():
    """A table of itables itself holds no secret, no script of the data, and nothing to load."""
    library = pytest.importorskip("itables")
    pytest.importorskip("IPython")
    library.init_notebook_mode(connected=False)
    try:
        html = RowList([*LONG, {"</script><script>alert(2)": "</script><script>alert(3)"}])._repr_html_()
    finally:
        library.init_notebook_mode(all_interactive=False, connected=False)
    assert ("<table" in html, "2999" in html) == (True, True)
    assert [text for text in ("s3cret", "<script>alert", "https://cdn", "unpkg.com") if text in html] == []
