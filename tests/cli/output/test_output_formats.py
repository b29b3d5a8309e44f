"""The formats of values and lists in a pipe."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import click
import pytest
import yaml
import yamlcore

from heroics_py import Record
from heroics_py.cli.output import OutputOptions, write_result

ROWS = [
    {"id": 1, "name": "a", "owner": {"email": "x@y", "tags": ["p", "q"]}, "active": True},
    {"id": 2, "name": None, "owner": None, "active": False},
]


def test_json_of_values(written):
    """JSON keeps huge integers, the digits of a Decimal, and dates as text."""
    value = {"big": 2**80, "cost": Decimal("1.10"), "day": dt.date(2026, 1, 2), "path": Path("a"), "ids": (1, 2)}
    expected = '{"big":1208925819614629174706176,"cost":1.10,"day":"2026-01-02","path":"a","ids":[1,2]}\n'
    assert written(value, format="jsonl") == expected


def test_json_of_half_a_surrogate_pair(written):
    """Half a surrogate pair, which UTF-8 can't hold, is an escape in JSON."""
    assert json.loads(written({"text": "a\ud800"})) == {"text": "a\ud800"}


@pytest.mark.parametrize(("format_", "load"), [(None, json.loads), ("jsonl", json.loads), ("yaml", yaml.safe_load)])
def test_output_for_another_encoding_is_ascii(written, format_, load):
    """Where the system has another encoding than UTF-8, JSON and YAML are ASCII."""
    text = written({"name": "žlutý 漢字 😀"}, "cp1252", format=format_)
    assert (text.isascii(), load(text)) == (True, {"name": "žlutý 漢字 😀"})


def test_csv_is_utf_8_everywhere(written):
    """CSV in a pipe is UTF-8, whatever the encoding of the system."""
    assert written([{"name": "漢字"}], "cp1252", format="csv") == "name\n漢字\n"


@pytest.mark.parametrize(
    ("format_", "expected"), [(None, "[]\n"), ("json", "[]\n"), ("jsonl", ""), ("csv", ""), ("yaml", "[]\n")]
)
def test_empty_list(written, format_, expected):
    """An empty list is an empty array, or nothing in formats of lines."""
    assert written([], format=format_) == expected


def test_empty_list_with_columns(written):
    """The CSV of an empty list has the columns of the command line."""
    assert written([], format="csv", fields=("id", "name")) == "id,name\n"


@pytest.mark.parametrize(("format_", "expected"), [(None, ""), ("json", "null\n"), ("yaml", "null\n")])
def test_no_content(written, format_, expected):
    """No content is nothing, and null where a format is asked for."""
    assert written(None, format=format_) == expected


@pytest.mark.parametrize(
    ("value", "format_", "expected"),
    [("a\nb", None, "a\nb"), ("a", "json", '"a"\n'), (7, None, "7\n"), (True, None, "true\n"), (1.5, "json", "1.5\n")],
)
def test_single_values(written, value, format_, expected):
    """Text in a pipe is exactly the text of the response; JSON quotes it."""
    assert written(value, format=format_) == expected


def test_csv_of_nested_objects(written):
    """Objects become dotted columns, lists JSON, null an empty cell."""
    expected = 'id,name,owner.email,owner.tags,active\n1,a,x@y,"[""p"",""q""]",true\n2,,,,false\n'
    assert written(ROWS, format="csv") == expected


@pytest.mark.parametrize("text", ["=1+1", "a,b", 'say "x"', "two\nlines", "two\rlines", " padded ", "", "-5"])
def test_csv_keeps_text(written, text):
    """A CSV reader finds each text as the API sent it."""
    rows = list(csv.DictReader(io.StringIO(written([{"text": text, "n": 1}], format="csv"), newline="")))
    assert rows == [{"text": text, "n": "1"}]


def test_csv_names_what_it_leaves_out(written, capsys):
    """CSV says which fields of later items have no column."""
    items = iter([{"id": 1}, {"id": 2, "note": "x"}, {"id": 3, "note": None, "late": None}])
    assert written(items, format="csv") == "id\n1\n2\n3\n"
    assert capsys.readouterr().err.endswith("left out: note; name them with --fields\n")


def test_csv_of_values(written):
    """Values that are not objects have one column."""
    assert written(["a", 1], format="csv") == "value\na\n1\n"


def test_csv_of_a_key_with_a_dot(written):
    """A key with a dot is a column of its own."""
    assert written([{"a.b": 1, "a": {"c": 2}}], format="csv") == "a.b,a.c\n1,2\n"


@pytest.mark.parametrize("text", ["no", "1e3", "0o14", "12:30:00", "null", "~", "2026-01-02", "- a", "a: b", "", "1."])
def test_yaml_keeps_text(written, text):
    """Text is text for parsers of YAML 1.1 and of YAML 1.2."""
    dumped = written([{"text": text}], format="yaml")
    loaded = [yaml.safe_load(dumped), yaml.load(dumped, Loader=yamlcore.CoreLoader)]
    assert loaded == [[{"text": text}]] * 2


def test_yaml_of_values(written):
    """YAML keeps the order of keys, the digits of a Decimal, and repeats what is equal."""
    tags = ["a"]
    value = {"z": Decimal("1.10"), "a": {"tags": tags, "more": tags}, "none": None}
    expected = "z: 1.10\na:\n  tags:\n    - a\n  more:\n    - a\nnone: null\n"
    assert written(value, format="yaml") == expected


def test_record_is_written_whole(written):
    """In a pipe, a record has the values of the response, secrets among them."""
    record = Record({"token": "abc", "config": {"password": "xyz"}})
    assert json.loads(written(record)) == {"token": "abc", "config": {"password": "xyz"}}


def test_file_has_the_format_of_its_suffix(written, tmp_path):
    """A file is written in the format of its suffix, in UTF-8."""
    for suffix in ("csv", "jsonl", "yml", "json", "txt"):
        written([{"name": "漢字"}], "cp1252", to=tmp_path / f"x.{suffix}")
    texts = {each.suffix: each.read_text(encoding="utf-8") for each in tmp_path.iterdir()}
    array = '[\n  {\n    "name": "漢字"\n  }\n]\n'
    expected = {".csv": "name\n漢字\n", ".jsonl": '{"name":"漢字"}\n', ".yml": "- name: 漢字\n"}
    assert texts == {**expected, ".json": array, ".txt": array}


def test_stream_comes_line_by_line(output):
    """The items of a stream are lines of JSON, each written before the next one is there."""
    stream = output()
    lines = ({"number": number, "before": len(stream.data)} for number in range(2))
    write_result(lines, OutputOptions())
    assert stream.data == b'{"number":0,"before":0}\n{"number":1,"before":24}\n'


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "yaml", "table", "raw"])
def test_deep_response_is_an_error_in_words(written, format_):
    """A response that is nested too deeply is an error in words, in every format."""
    result = json.loads('{"a":' * 700 + "1" + "}" * 700)
    with pytest.raises(click.ClickException, match="the response is nested too deeply; -o raw"):
        written(result, format=format_)
