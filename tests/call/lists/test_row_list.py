"""Lists of results: lists in all respects, which show as tables and short lines."""

import copy
import json
import pickle
import pprint

import pytest

import heroics_py
from heroics_py.call.lists.row_list import RowList
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.record import Record

MANY = [{"id": f"{number}", "name": f"n{number}"} for number in range(62)]


@pytest.fixture(scope="module")
def heroku():
    with heroics_py.sandbox() as client:
        for number in range(25):
            client.app.create(name=f"app-{number:02}")
        yield client


def test_slice_of_a_list(heroku):
    """A slice of a list of the API is a list, which shows as a table."""
    part = heroku.app.list()[:3]
    assert (isinstance(part, list), part == list(part), part[0].name) == (True, True, "app-00")
    assert "<table" in part._repr_html_()


def test_slice_of_a_slice():
    """A slice of results, a copy and a pickle show as a table, too."""
    rows = RowList(MANY)
    copies = (rows[:2], rows.copy(), copy.copy(rows), pickle.loads(pickle.dumps(rows)))
    assert [type(each) for each in copies] == [RowList] * 4
    assert rows[:2] == MANY[:2]


def test_short_list_in_a_line():
    """A short list is one line."""
    assert repr(RowList([1, "a", None])) == "[1, 'a', None]"


def test_line_for_each_record():
    """A list of records has a short line for each, its name first."""
    rows = RowList(
        Record({"web_url": "https://a.example/" + "x" * 200, "name": f"app-{number}"}) for number in range(2)
    )
    lines = repr(rows).split("\n")
    assert [line[:25] for line in lines] == ["[Record({'name': 'app-0',", " Record({'name': 'app-1',"]
    assert max(map(len, lines)) < 120


def test_long_list_is_cut():
    """A long list is cut, with a count."""
    assert repr(RowList(MANY)).endswith(",\n ... and 42 more]")
    assert "… and 42 more: a slice such as [20:40], or to_frame()" in RowList(MANY)._repr_html_()


def test_secrets_of_a_list():
    """Secrets are masked in the text and the table of a list, and whole in its data."""
    rows = RowList([Record({"name": "a", "token": "s3cret"}), {"password": "s3cret"}, "https://me:s3cret@a.example/"])
    assert ("s3cret" in repr(rows), "s3cret" in rows._repr_html_(), rows[0].token) == (False, False, "s3cret")


def test_hostile_texts_of_a_list():
    """A script in a list is text."""
    script = "<script>alert(1)</script>"
    rows = RowList([script, Record({script: script}), heroics_py.CallError(f"{script}\x1b")])
    assert ("<script" in rows._repr_html_(), "\x1b" in repr(rows)) == (False, False)


def test_errors_of_a_list(heroku):
    """An error is a row with its number and its text, and a line."""
    results = heroics_py.gather(heroku.app.info, ["app-00", "nope"], errors="collect")
    html = results._repr_html_()
    assert ("2 items, 1 failed" in html, "NotFound: Couldn&#x27;t find that app." in html) == (True, True)
    assert repr(results).split("\n")[1].startswith(" <NotFound: Couldn't find that app. (404 not_found, app.info, ")


def test_frame_of_results(heroku):
    """A frame of results has a row for each, errors in a column of their own."""
    results = heroics_py.gather(heroku.app.info, ["app-00", "nope"], errors="collect")
    frame = results.to_frame()
    assert frame["name"].tolist()[0] == "app-00"
    assert frame["error"].tolist()[1].startswith("NotFound: Couldn't find that app.")


def test_frame_of_lists(heroku):
    """A frame of results that are lists has the items of all."""
    for name in ("app-00", "app-01"):
        heroku.dyno.create(name, command="sleep")
    frame = heroics_py.gather(heroku.dyno.list, ["app-00", "app-01"]).to_frame()
    assert frame["app.name"].tolist() == ["app-00", "app-01"]


def test_plain_list_of_results():
    """`to_list` returns a plain list."""
    assert (type(RowList([1]).to_list()), RowList([1]).to_list()) == (list, [1])


def test_json_of_results(heroku):
    """`json.dumps` takes results, slices and records."""
    apps = heroku.app.list()
    assert json.loads(json.dumps([apps[:1], apps.to_list()]))[0][0]["name"] == "app-00"


@pytest.mark.parametrize("wrapped", [lambda each: each, lambda each: {"apps": [each]}])
def test_json_of_a_list_of_the_api(heroku, wrapped):
    """`json.dumps` can't take a lazy list, and its error says what to pass."""
    with pytest.raises(
        TypeError, match=r"^Object of type Collection \(pass its \.to_list\(\)\) is not JSON serializable$"
    ):
        json.dumps(wrapped(heroku.app.list()))


def test_name_of_the_class(heroku):
    """Elsewhere the class has its own name."""
    assert type(heroku.app.list()).__name__ == "Collection"


def test_response_as_a_table(heroku):
    """A response is a table of its facts, its data below; credentials are hidden."""
    response = heroku.app.info.send("app-00")
    assert response._repr_html_().count("<table") == 2
    headers = Headers({"Set-Cookie": "s3cret"})
    secret = Response(status=200, url="https://me:s3cret@a.example/?token=s3cret", headers=headers)
    assert "s3cret" not in secret._repr_html_()


def test_response_with_a_list(heroku):
    """The list of a response is a table and a list."""
    response = heroku.app.list.send()
    assert (isinstance(response.data, list), response._repr_html_().count("<table")) == (True, 2)


def test_found_links_as_a_table(heroku):
    """The links that `find` returns are rows with call, request and description."""
    html = heroics_py.find(heroku, "scale dynos")._repr_html_()
    assert ("formation.update(app_identity, formation_identity" in html, "PATCH /apps/" in html) == (True, True)


def test_findings_as_a_table():
    """The findings of `check` are a tuple, shown as a table and as a line for each."""
    findings = heroics_py.check("heroku")
    assert (isinstance(findings, tuple), "<table" in findings._repr_html_()) == (True, True)
    assert repr(findings[:2]).count("\n") == 1
    assert repr(findings[:1]) == f"(<{findings[0]}>,)"


LONG = """Record({'name': 'NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN',
        'owner': {'email': 'a@b.example', 'id': 'IIIIIIIIIIIIIIIIIIIIIIIIIIIIIIIIIIIIIIII'},
        'token': '***'})"""


def test_long_record_has_lines():
    """A long record is shown with a line for each field, by `repr`, `str` and `pprint` alike."""
    record = Record({"name": "N" * 60, "owner": {"email": "a@b.example", "id": "I" * 40}, "token": "s3cret"})
    assert [repr(record), pprint.pformat(record), str(record), f"{record}"] == [LONG] * 4


def test_record_at_a_prompt():
    """IPython shows the same lines, also of a record in a list or dict."""
    from IPython.lib.pretty import pretty

    record = Record({"name": "N" * 60, "owner": {"email": "a@b.example", "id": "I" * 40}, "token": "s3cret"})
    assert pretty(record) == LONG
    assert pretty({"app": [record]}).split() == f"{{'app': [{LONG}]}}".split()


def tree(levels):
    return {f"k{number}": tree(levels - 1) for number in range(8)} if levels else "leaf"


BULK = {f"k{number}": [number] * 1000 for number in range(1000)}


@pytest.mark.parametrize("value", [tree(5), "x" * 100_000, ["x" * 100] * 10_000, BULK, [[[[[[[[1]]]]]]]] * 99])
def test_text_of_a_record_is_bounded(value):
    """The text of a record is short, whatever it holds."""
    record = Record({"value": value, "below": Record({"again": {"value": value}})})
    assert max(len(repr(record)), len(repr(RowList([record])))) < 20_000


def test_record_with_many_fields():
    """Of many fields the first forty are shown, with a count."""
    text = repr(Record({f"k{number}": number for number in range(62)}))
    assert ("'k39': 39" in text, "'k40'" in text, "22 more" in text) == (True, False, True)


@pytest.mark.parametrize("name", ["heroku"])
def test_rest_of_a_client(name):
    """The table of a client says how to see the resources that it does not show."""
    html = heroics_py.connect(name)._repr_html_()
    assert "more: list(client), or heroics_py.find(client, &#x27;words&#x27;)" in html
