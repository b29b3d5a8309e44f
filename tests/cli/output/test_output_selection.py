"""``--fields`` and ``--query``."""

import json

import click
import pytest

ITEM = {
    "id": 1,
    "name": "a",
    "a.b": {"c": 2},
    "owner": {"email": "x@y", "team": {"name": "red", "id": 7}},
    "none": None,
    "tags": ["p", "q"],
    "dynos": [{"type": "web", "size": 1}, {"type": "worker", "size": 2}],
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("name", "id"), {"name": "a", "id": 1}),
        (("owner.email",), {"owner": {"email": "x@y"}}),
        (("owner.team.id", "owner.email"), {"owner": {"team": {"id": 7}, "email": "x@y"}}),
        (("owner", "owner.email"), {"owner": ITEM["owner"]}),
        (("a.b.c",), {"a.b": {"c": 2}}),
        (("a.b",), {"a.b": {"c": 2}}),
        (("none.x",), {"none": None}),
        (("dynos.type",), {"dynos": [{"type": "web"}, {"type": "worker"}]}),
        (("tags.1", "dynos.0.size"), {"tags": ["q"], "dynos": [{"size": 1}]}),
        (("tags.9",), {"tags": []}),
    ],
)
def test_fields_keep_their_place(written, capsys, fields, expected):
    """The fields of JSON stay within their objects and lists."""
    assert json.loads(written(ITEM, fields=fields)) == expected
    assert [json.loads(line) for line in written([ITEM] * 2, fields=fields, format="jsonl").splitlines()] == [
        expected
    ] * 2
    assert capsys.readouterr().err == ""


def test_fields_are_columns(written):
    """In CSV, each field is a column of that name, in the order of the command line."""
    fields = ("owner.team.name", "dynos.type", "tags.1", "tags.9", "none.x", "a.b.c")
    expected = 'owner.team.name,dynos.type,tags.1,tags.9,none.x,a.b.c\nred,"[""web"",""worker""]",q,,,2\n'
    assert written([ITEM], fields=fields, format="csv") == expected


@pytest.mark.parametrize(
    ("field", "hint"), [("nmae", "did you mean 'name'"), ("owner.emial", "did you mean 'owner.email'")]
)
def test_unknown_field_is_named(written, capsys, field, hint):
    """A field that nothing has is null, and standard error names the closest one."""
    assert written([ITEM], fields=(field,), format="csv") == f'{field}\n""\n'
    assert capsys.readouterr().err.startswith(f"heroics: the response has no field '{field}'; {hint}")


@pytest.mark.parametrize("result", [["a", "b"], "text", 7, None])
def test_fields_need_objects(written, result):
    """Fields of what is not an object are refused."""
    with pytest.raises(click.ClickException, match=r"holds no object|needs an object"):
        written(result, fields=("id",))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("[].name", '["a","a"]'),
        ("[?id > `1`]", "[]"),
        ("[0].owner.email", '"x@y"'),
        ("length(@)", "2"),
        ("[].{n: name, t: owner.team.name} | [0]", '{"n":"a","t":"red"}'),
        ("[0].missing", "null"),
    ],
)
def test_query(written, query, expected):
    """A JMESPath expression selects of a list as a whole."""
    assert json.loads(written([ITEM, ITEM], query=query, format="json")) == json.loads(expected)


def test_query_of_text_is_plain(written):
    """A text that a query selects has no quotes, unless JSON is asked for."""
    assert written(ITEM, query="name") == "a\n"
    assert written(ITEM, query="name", format="json") == '"a"\n'


def test_query_then_fields(written):
    """Fields are those of what the query selects."""
    assert written(ITEM, query="dynos", fields=("size",), format="csv") == "size\n1\n2\n"


def test_query_of_a_stream(written):
    """A query selects of each item of a stream, whose end nobody knows; what is null is left out."""
    assert written(iter([{"n": 1}, {"m": 2}, {"n": 3}]), query="n") == "1\n3\n"


@pytest.mark.parametrize(("query", "reason"), [("[", "Incomplete expression"), ("sum(name)", "sum()")])
def test_wrong_query_is_named(written, query, reason):
    """An invalid expression is a usage error in one line."""
    with pytest.raises(click.UsageError) as error:
        written(ITEM, query=query)
    text = error.value.format_message()
    assert (query in text, reason in text, "\n" in text) == (True, True, False)


def test_query_of_rows(written):
    """Lists that a query selects of each item are the rows of CSV and of a table."""
    options = {"query": "[].[id, owner.team.name, none, tags]"}
    assert written([ITEM], format="csv", **options) == '1,red,,"[""p"",""q""]"\n'
    items = [ITEM, {"id": 100, "owner": {"team": {"name": "b"}}}]
    assert written(items, terminal=80, **options) == "1    red    p, q\n100  b\n"
