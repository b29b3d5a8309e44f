"""What an edit makes of values: their YAML, what changed in them, and the changes of two people."""

import json
import os

import pytest

from heroics_py import read
from heroics_py.cli.edit.changes import FIELDS, MERGE, WHOLE, Update, update_of
from heroics_py.cli.edit.diff import diff_lines
from heroics_py.cli.edit.draft import Draft
from heroics_py.cli.edit.merging import merge
from heroics_py.cli.edit.typed_text import with_typed_text
from heroics_py.cli.edit.yaml_text import to_yaml
from heroics_py.errors import CallError
from heroics_py.readers.yaml_text import parse_yaml, typed_scalars
from heroics_py.secrecy.json_values import ValueMask

ORDER = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "kind": {"type": "string"},
        "note": {"type": ["string", "null"]},
        "count": {"type": "integer"},
        "owner": {
            "type": "object",
            "properties": {
                "id": {"type": "string", "readOnly": True},
                "email": {"type": "string"},
                "phone": {"type": ["string", "null"]},
            },
        },
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string", "readOnly": True}, "n": {"type": "integer"}},
            },
        },
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
BEFORE = {
    "id": "7",
    "kind": "plain",
    "note": "old",
    "count": 1,
    "owner": {"id": "1", "email": "a@example.com", "phone": "1"},
    "lines": [{"id": "x", "n": 1}, {"id": "y", "n": 2}],
    "labels": {"a": "1", "b": "2"},
    "created_at": "2020-01-01",
}


TEXTS = (
    *("no", "on", "yes", "~", "null", "012", "0o17", "0x1F", "1e3", "1_000", "12:30", "190:20:30", "2020-01-01", "1."),
    *(".5", "+12", ".inf", ".nan", "<<", "=", "- a", "a: b", "a # b", " x ", "", "'", '"', "\ta", "a\nb\n", "\n\na"),
    *("a\n b  \nc", "a\r\nb", "a\x85b\u2028", "\x1b[31m\0", "\ufeffx", "\U0001f600", "word " * 90),
)
VALUES = (None, True, 1, -5, 10**30, 1.5, 1e20, 1e-9, [], {}, [[]], [{"a": [1, {}]}], {"no": 1, "1": 2, "": 3, "<<": 4})


@pytest.fixture(scope="module")
def schema():
    """The schema of the body of an update."""
    content = {"application/json": {"schema": ORDER}}
    operation = {"requestBody": {"content": content}, "responses": {"204": {"description": "done"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {"/orders/1": {"patch": operation}},
    }
    (link,) = read(document).links
    return link.body.schema


def edited(**changes):
    after = json.loads(json.dumps(BEFORE)) | changes
    return {name: value for name, value in after.items() if value is not ...}


@pytest.mark.parametrize(
    "value",
    [*TEXTS, *VALUES],
    ids=repr,
)
def test_yaml_reads_back(value):
    """A value in YAML reads back as the same value, and is YAML for people: JSON is not needed."""
    text = to_yaml({"key": value})
    assert parse_yaml(text) == ({"key": value}, "")
    assert text.startswith("key:")


def test_yaml_of_lines():
    """Text of several lines is a block."""
    assert to_yaml({"script": "a\nb\n", "n": 1}) == "script: |\n  a\n  b\nn: 1\n"


@pytest.mark.parametrize(
    ("style", "after", "update"),
    [
        (FIELDS, edited(), Update()),
        (FIELDS, edited(count=2), Update(body={"kind": "plain", "count": 2})),
        (FIELDS, edited(kind="other"), Update(body={"kind": "other"})),
        (FIELDS, edited(note=...), Update(body={"kind": "plain", "note": None})),
        (FIELDS, edited(count=...), Update(body={"kind": "plain"}, kept=(("count",),))),
        (FIELDS, edited(count=True), Update(body={"kind": "plain", "count": True})),
        (FIELDS, edited(count=1.0), Update()),
        (
            FIELDS,
            edited(owner={"id": "1", "email": "b@example.com", "phone": "1"}),
            Update(body={"kind": "plain", "owner": {"email": "b@example.com", "phone": "1"}}),
        ),
        (
            MERGE,
            edited(owner={"id": "1", "email": "b@example.com"}),
            Update(body={"kind": "plain", "owner": {"email": "b@example.com", "phone": None}}),
        ),
        (FIELDS, edited(labels={"a": "1"}), Update(body={"kind": "plain", "labels": {"a": "1"}})),
        (
            FIELDS,
            edited(lines=[{"id": "y", "n": 2}, {"n": 3}]),
            Update(body={"kind": "plain", "lines": [{"n": 2}, {"n": 3}]}),
        ),
        (FIELDS, edited(id="8"), Update(body={"kind": "plain"}, refused=(("id",),))),
        (FIELDS, edited(created_at="2021"), Update(body={"kind": "plain"}, refused=(("created_at",),))),
        (
            FIELDS,
            edited(owner={"id": "2", "email": "a@example.com", "phone": "1"}),
            Update(
                body={"kind": "plain", "owner": {"email": "a@example.com", "phone": "1"}}, refused=(("owner", "id"),)
            ),
        ),
        (
            WHOLE,
            edited(count=2, note=...),
            Update(
                body={
                    "kind": "plain",
                    "count": 2,
                    "owner": {"email": "a@example.com", "phone": "1"},
                    "lines": [{"n": 1}, {"n": 2}],
                    "labels": {"a": "1", "b": "2"},
                }
            ),
        ),
    ],
)
def test_updates(schema, style, after, update):
    """An update has what changed and what it requires, without what it does not take; a PUT has everything."""
    assert update_of(BEFORE, after, schema, style) == update


def test_changed_item_of_a_list(schema):
    """A change of what an update does not take is refused within lists, too."""
    after = edited(lines=[{"id": "z", "n": 1}, {"id": "y", "n": 2}])
    assert update_of(BEFORE, after, schema, FIELDS).refused == (("lines", "0", "id"),)


def test_update_without_a_schema():
    """Where the document does not say what an update takes, it has what changed, whatever it is."""
    assert update_of({"a": 1, "b": {"c": 1, "d": 2}}, {"a": 1, "b": {"c": 2, "d": 2}}, None, FIELDS).body == {
        "b": {"c": 2, "d": 2}
    }


def test_envelope():
    """Within an envelope, an update has what changed, as it has at the top."""
    before = {"order": {"a": 1, "b": 2}, "meta": {"x": 1}}
    after = {"order": {"a": 1, "b": 3}, "meta": {"x": 1}}
    assert update_of(before, after, None, FIELDS, ("order",)).body == {"order": {"b": 3}}


def test_reference(schema):
    """Where the update takes the identity of a thing, and not the thing, the identity that was changed is sent."""
    before = {"kind": {"id": "1", "name": "plain", "size": 1}, "count": 1}
    after = {"kind": {"id": "1", "name": "fancy", "size": 1}, "count": 1}
    assert update_of(before, after, schema, FIELDS).body == {"kind": "fancy"}
    after = {"kind": {"id": "1", "name": "plain", "size": 2}, "count": 1}
    assert update_of(before, after, schema, FIELDS).body == {"kind": after["kind"]}
    assert update_of(before, before | {"count": 2}, schema, WHOLE).body == {"kind": "1", "count": 2}


def test_null_that_can_not_be_sent(schema):
    """What a thing does not have is null in many responses; a PUT leaves it out where null is not taken."""
    before = {"kind": "plain", "count": None, "note": None}
    assert update_of(before, {**before, "kind": "other"}, schema, WHOLE).body == {"kind": "other", "note": None}


def test_text_without_quotes(schema):
    """A number or a boolean is the text that was typed where only text is taken; elsewhere it stays what it is."""
    text = "note: 012\ncount: 012\nkind: true\nlabels:\n  a: 1\n  c: 1.10\nowner: {phone: 0049}\n"
    value, texts = parse_yaml(text)[0], typed_scalars(text)
    assert with_typed_text(BEFORE, value, texts, schema) == {
        "note": "012",
        "count": 12,
        "kind": "true",
        "labels": {"a": "1", "c": "1.10"},
        "owner": {"phone": "0049"},
    }


def test_merge():
    """The changes of two people are joined, key by key; where both changed something, it counts as a conflict."""
    base = {"a": 1, "b": {"c": 1, "d": 1}, "e": [1], "f": 1, "g": 1}
    mine = {"a": 2, "b": {"c": 2, "d": 1}, "e": [2], "g": 1}
    theirs = {"a": 1, "b": {"c": 1, "d": 3}, "e": [3], "f": 1, "g": 4, "h": 5}
    merged = merge(base, mine, theirs)
    assert merged.value == {"a": 2, "b": {"c": 2, "d": 3}, "e": [2], "g": 4, "h": 5}
    assert merged.conflicts == [("e",)]


def test_diff():
    """A diff shows the fields that changed; secrets are masked, and marked as changed."""
    before = {"name": "a", "count": 1, "password": "old-pass", "token": "same"}
    after = {"name": "b", "count": 1, "password": "new-pass", "token": "same"}
    assert list(diff_lines(before, after, ValueMask())) == [
        "-name: a",
        "-password: '***'",
        "+name: b",
        "+password: '*** (changed)'",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes, and files have no user")
@pytest.mark.parametrize(
    ("kind", "problem"), [("pipe", "it is not a file"), ("other user", "it belongs to another user")]
)
def test_draft_of_others(tmp_path, monkeypatch, kind, problem):
    """What would never end is not read for --resume, nor what another user has written, since it would be sent."""
    path = tmp_path / "app.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_text("name: example")
        monkeypatch.setattr("os.geteuid", lambda: -1)
    with pytest.raises(CallError, match=problem):
        Draft.of_file(path).read()
