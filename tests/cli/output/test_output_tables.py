"""Tables, and what else a terminal shows."""

import sys

import pytest
from rich.cells import cell_len

import heroics_py
from heroics_py import Record

ITEMS = [
    {"name": "a", "size": 1, "on": True, "owner": {"email": "x@y", "id": "9"}, "tags": ["p", "q"], "url": None},
    {"name": "bb", "size": 22, "on": False, "owner": None, "tags": [], "url": "https://a.b/c"},
]


def lines(text):
    return [line.rstrip() for line in text.splitlines()]


def test_table_of_a_list(written):
    """A list is a table with the most telling fields, nested objects by their names."""
    expected = [
        "name  size  on     owner  tags  url",
        "a     1     true   x@y    p, q",
        "bb    22    false               https://a.b/c",
    ]
    assert lines(written(ITEMS, terminal=80)) == expected


def test_table_of_an_object(written):
    """An object is a table of dotted names and values."""
    expected = ["name         a", "size         1", "on           true", "owner.email  x@y", "owner.id     9"]
    assert lines(written(ITEMS[0], terminal=80)) == [*expected, "tags         p, q", "url          null"]


def test_narrow_terminal_has_fewer_columns(written, capsys):
    """A narrow terminal shows the columns that fit, and names the other fields."""
    shown = lines(written(ITEMS, terminal=20))
    assert (shown[0], max(map(len, shown))) == ("name  size  on", 17)
    assert "not shown: owner, tags, url" in capsys.readouterr().err


@pytest.mark.parametrize("width", [10, 20, 40, 80])
def test_table_fits_the_terminal(written, width):
    """No line is wider than the terminal, whatever the values: Chinese and Japanese text takes two columns."""
    items = [{"name": "漢字の長い名前です" * 5, "note": "x" * 300, "id": "1" * 36}]
    for options in ({}, {"fields": ("id", "name", "note")}):
        for result in (items, items[0]):
            assert max(cell_len(line) for line in lines(written(result, terminal=width, **options))) <= width


def test_chosen_fields_are_whole(written):
    """The fields of the command line are all there and whole, as blocks of lines where columns don't fit."""
    items = [{"id": "1" * 36, "name": "a" * 30, "n": 1}, {"id": "2" * 36, "name": "b c", "n": None}]
    first = [f"id    {'1' * 34}", "      11", "n     1", f"name  {'a' * 30}"]
    second = [f"id    {'2' * 34}", "      22", "n     null", "name  b c"]
    assert lines(written(items, terminal=40, fields=("id", "n", "name"))) == [*first, "", *second]


def test_long_text_is_folded_between_words(written):
    """Columns of the command line stay columns where only long text has to be folded."""
    shown = written([{"id": "1" * 12, "note": "word " * 6}], terminal=30, fields=("id", "note"))
    assert lines(shown) == ["id            note", "111111111111  word word word", "              word word word"]


def test_columns_of_wide_text_are_aligned(written):
    """Columns are aligned after text of double width."""
    shown = lines(written([{"name": "漢字", "n": 1}, {"name": "ab", "n": 2}], terminal=80))
    assert [cell_len(line) for line in shown] == [7, 7, 7]


@pytest.mark.parametrize("format_", [None, "csv", "yaml", "json", "jsonl"])
@pytest.mark.parametrize("steering", ["\x1b[2J", "\u202e", "\x9b", "\x07", "\u2028"])
def test_terminal_is_not_steered(written, format_, steering):
    """Characters that could steer a terminal are escapes, in names and values of every format."""
    shown = written([{f"k{steering}": f"a{steering}"}], terminal=80, format=format_)
    assert steering not in shown
    assert steering not in written(f"a{steering}", terminal=80)


def test_pipe_gets_text_as_it_is(written):
    """A pipe gets control characters as the API sent them."""
    assert written("a\x1b[2J") == "a\x1b[2J"


def test_tabs_of_text_stay(written):
    """Text on a terminal keeps its tabs and lines, and ends with a line end."""
    assert written("a\tb\r\nc", terminal=80) == "a\tb\nc\n"


def test_terminal_of_another_encoding(written):
    """What a terminal can't show is an escape, and columns stay aligned."""
    shown = lines(written([{"name": "漢", "n": 1}, {"name": "b", "n": 2}], "ascii", terminal=80))
    assert shown == ["name    n", "\\u6f22  1", "b       2"]


def test_colours_are_for_terminals(written, monkeypatch):
    """A terminal shows colours; a pipe and NO_COLOR don't."""
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[" in written(ITEMS, terminal=80)
    assert "\x1b[" in written(ITEMS, terminal=80, format="json")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in written(ITEMS, format="table") + written(ITEMS)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in written(ITEMS, terminal=80) + written(ITEMS, terminal=80, format="json")


def test_secrets_are_masked_on_a_terminal(written, capsys):
    """A table masks secrets, and says so; a field that is named is shown."""
    record = Record({"name": "a", "token": "s3cret"})
    assert lines(written(record, terminal=80)) == ["name   a", "token  ***"]
    assert "secrets are masked" in capsys.readouterr().err
    assert lines(written([record], terminal=80, fields=("token",))) == ["token", "s3cret"]


def test_secrets_of_a_stream_are_masked(written):
    """A stream on a terminal masks secrets; a pipe gets them."""
    assert written(iter([{"n": 1, "token": "s3cret"}, "text"]), terminal=80) == '{"n":1,"token":"***"}\ntext\n'
    assert written(iter([{"token": "s3cret"}])) == '{"token":"s3cret"}\n'


def test_secrets_of_the_schema_are_masked(written, client):
    """A table masks what the schema marks as secret."""
    client.app.create(name="vars")
    client.config_var.update("vars", {"DATABASE": "x9$k2!"})
    record = client.config_var.info("vars")
    assert isinstance(record, heroics_py.Record)
    assert "x9$k2!" not in written(record, terminal=80)
    client.app.delete("vars")


@pytest.mark.parametrize(
    ("result", "expected"), [([], "app list: the list is empty"), (None, "app list: the response has no content")]
)
def test_nothing_is_said_on_a_terminal(written, capsys, result, expected):
    """A terminal says that there is nothing; standard output stays empty."""
    assert written(result, terminal=80, title="app list") == ""
    assert capsys.readouterr().err == f"heroics: {expected}\n"


@pytest.mark.parametrize(("result", "expected"), [({}, "{}\n"), ([{}, {}], "{}\n{}\n"), ([{}, {"a": 1}], "a\n\n1\n")])
def test_empty_objects(written, result, expected):
    """An object without fields is shown as one."""
    assert written(result, terminal=80) == expected


def test_values_of_a_list(written):
    """A list of single values has a line for each."""
    assert written(["a", 2, None], terminal=80) == "a\n2\nnull\n"


def test_closed_output(written, monkeypatch, output):
    """A closed standard output is an error in words."""
    output()
    from heroics_py.cli.output.sinks import StandardOutput

    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(Exception, match="standard output is closed"):
        StandardOutput()
