"""Patches of a document: merge patches, JSON Patch and overlays, as their specifications have them."""

import copy
import sys

import pytest

from heroics_py.errors import SchemaError
from heroics_py.readers.patches import apply_patches
from heroics_py.readers.reader import LoadedSchema

needs_json_patch = pytest.mark.usefixtures("_json_patch")
needs_json_path = pytest.mark.usefixtures("_json_path")


@pytest.fixture
def _json_patch():
    pytest.importorskip("jsonpatch")


@pytest.fixture
def _json_path():
    pytest.importorskip("jsonpath_rfc9535")


def patched(document, patch):
    """Return a patched document, and what was not found in it."""
    before = copy.deepcopy((document, patch))
    loaded = apply_patches(LoadedSchema(roots={"": document}), patch)
    assert (document, patch) == before
    return loaded.roots[""], loaded.unpatched


def overlay(*actions, version="1.0.0"):
    return {"overlay": version, "info": {"title": "An overlay", "version": "1"}, "actions": list(actions)}


def refusal(patch, document=None):
    with pytest.raises(SchemaError) as caught:
        patched({"info": {"title": "Shop"}, "list": [1, 2]} if document is None else document, patch)
    return str(caught.value)


# The examples of RFC 7396, appendix A, that have an object as the document.
MERGES = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({"a": "foo"}, {"a": {"b": {"c": None}}}, {"a": {"b": {}}}),
]


@pytest.mark.parametrize(("document", "patch", "expected"), MERGES)
def test_merge_patch(document, patch, expected):
    """A dict is merged into the document as RFC 7396 says."""
    assert patched(document, patch)[0] == expected


def test_null_that_removes_nothing():
    """A null for what the document does not have is noted, with the closest key."""
    assert patched({"paths": {"/app": {}}}, {"paths": {"/apps": None}})[1] == (
        "patch=: the null at '/paths/~1apps' removes nothing, as the document does not have it; did you mean '/app'?",
    )


# Of RFC 6902, appendix A.
OPERATIONS = [
    ({"foo": "bar"}, {"op": "add", "path": "/baz", "value": "qux"}, {"baz": "qux", "foo": "bar"}),
    ({"foo": ["bar", "baz"]}, {"op": "add", "path": "/foo/1", "value": "qux"}, {"foo": ["bar", "qux", "baz"]}),
    ({"baz": "qux", "foo": "bar"}, {"op": "remove", "path": "/baz"}, {"foo": "bar"}),
    ({"foo": ["bar", "qux", "baz"]}, {"op": "remove", "path": "/foo/1"}, {"foo": ["bar", "baz"]}),
    ({"baz": "qux"}, {"op": "replace", "path": "/baz", "value": "boo"}, {"baz": "boo"}),
    ({"a": {"b": 1}, "c": {}}, {"op": "move", "from": "/a/b", "path": "/c/d"}, {"a": {}, "c": {"d": 1}}),
    ({"foo": ["all", "cows"]}, {"op": "move", "from": "/foo/0", "path": "/foo/1"}, {"foo": ["cows", "all"]}),
    ({"a": [1]}, {"op": "copy", "from": "/a", "path": "/b"}, {"a": [1], "b": [1]}),
    ({"baz": ["qux"]}, {"op": "test", "path": "/baz/0", "value": "qux"}, {"baz": ["qux"]}),
    ({"/": 9, "~1": 10}, {"op": "test", "path": "/~01", "value": 10}, {"/": 9, "~1": 10}),
    ({"foo": ["bar"]}, {"op": "add", "path": "/foo/-", "value": ["abc"]}, {"foo": ["bar", ["abc"]]}),
]


@needs_json_patch
@pytest.mark.parametrize(("document", "operation", "expected"), OPERATIONS)
def test_json_patch(document, operation, expected):
    """A list of operations is applied as RFC 6902 says."""
    assert patched(document, [operation])[0] == expected


FAILURES = [
    ({"op": "remove", "path": "/info/titel"}, "operation 1, 'remove' at '/info/titel', fails: the document has no"),
    ({"op": "remove", "path": "/info/titel"}, "did you mean 'title'?"),
    ({"op": "replace", "path": "/list/7", "value": 1}, "no '7' at '/list'"),
    ({"op": "add", "path": "/infos/x", "value": 1}, "no 'infos' at its top; did you mean 'info'?"),
    ({"op": "test", "path": "/info/title", "value": "x"}, "another value"),
    ({"op": "test", "path": "/list/0", "value": True}, "another value"),
    ({"op": "move", "from": "/info", "path": "/info/x"}, "can't be moved into itself"),
    ({"op": "copy", "from": "/x", "path": "/y"}, "no 'x' at its top"),
    ({"op": "remove", "path": ""}, "can't be done"),
    ({"op": "ad", "path": "/x"}, "operation 1 has the op 'ad'; did you mean 'add'?"),
    ({"op": "add", "path": "/x"}, "operation 1, 'add', has no 'value'"),
    ({"op": "add", "path": "x", "value": 1}, "expected a JSON pointer"),
    ({"op": "add", "path": 5, "value": 1}, "expected a JSON pointer"),
    ({"op": "move", "path": "/x"}, "has no 'from'"),
    ({"op": "move", "path": "/x", "from": None}, "has the from None"),
]


@needs_json_patch
@pytest.mark.parametrize(("operation", "expected"), FAILURES)
def test_failing_operation(operation, expected):
    """An operation that fails is named, with what the document does not have."""
    assert expected in refusal([operation])


TAGGED = {"paths": {"/a": {"get": {"tags": ["x"]}, "put": {}}, "/b": {"get": {"tags": ["y", "x"]}}}, "tags": []}
ACTIONS = [
    ({"target": "$.paths['/a'].get", "update": {"id": 1}}, {"/a": {"get": {"tags": ["x"], "id": 1}, "put": {}}}),
    ({"target": "$.paths[?@.put].get", "update": {"tags": ["z"]}}, {"/a": {"get": {"tags": ["x", "z"]}, "put": {}}}),
    ({"target": "$.paths['/a'].get.tags", "update": "z"}, {"/a": {"get": {"tags": ["x", "z"]}, "put": {}}}),
    ({"target": "$.paths['/a'].get.tags", "update": ["z"]}, {"/a": {"get": {"tags": ["x", "z"]}, "put": {}}}),
    (
        {"target": "$.paths['/a']['get','get']", "update": {"tags": ["z"]}},
        {"/a": {"get": {"tags": ["x", "z"]}, "put": {}}},
    ),
    ({"target": "$.paths['/a'].put", "remove": True, "update": {"x": 1}}, {"/a": {"get": {"tags": ["x"]}}}),
    ({"target": "$.paths['/b'].get.tags[*]", "remove": True}, {"/b": {"get": {"tags": []}}}),
    ({"target": "$..tags[?@ == 'y']", "remove": True}, {"/b": {"get": {"tags": ["x"]}}}),
    (
        {"target": "$.paths.*.get.tags[-1]", "remove": True},
        {"/a": {"get": {"tags": []}, "put": {}}, "/b": {"get": {"tags": ["y"]}}},
    ),
    ({"target": "$..tags[?match(@, '[y]')]", "update": "w"}, {"/b": {"get": {"tags": ["w", "x"]}}}),
    ({"target": "$..tags[?search(@, '(')]", "remove": True}, {}),
    ({"target": "$.paths", "update": {"/b": None}}, {"/b": None}),
    ({"target": "$.paths['/b']", "copy": "$.paths['/a']"}, {"/b": {"get": {"tags": ["y", "x", "x"]}, "put": {}}}),
    ({"target": "$..*", "remove": True}, None),
]


@needs_json_path
@pytest.mark.parametrize(("action", "expected"), ACTIONS)
def test_overlay(action, expected):
    """An action merges into objects, appends to lists, and removes, wherever its target selects."""
    document, _ = patched(TAGGED, overlay(action, version="1.1.0"))
    assert document == ({} if expected is None else {**TAGGED, "paths": {**TAGGED["paths"], **expected}})


@needs_json_path
def test_actions_in_order():
    """Each action sees what the one before it did."""
    actions = [{"target": "$.paths", "remove": True}, {"target": "$", "update": {"paths": {"/c": {}}}}]
    assert patched(TAGGED, overlay(*actions))[0] == {"tags": [], "paths": {"/c": {}}}


@needs_json_path
def test_target_that_finds_nothing():
    """A target that selects nothing is noted with its number, and the closest name."""
    nothing = [{"target": "$.tags", "update": "a"}, {"target": "$.paths['/aa'].get", "remove": True}]
    assert patched({"tags": [], "paths": {"/a": {}}}, overlay(*nothing))[1] == (
        "patch=: action 2 finds nothing at $.paths['/aa'].get; did you mean '/a'?",
    )


@needs_json_path
def test_alias_is_changed_in_one_place():
    """What a document has in two places, as YAML's aliases are, changes in the place of the target only."""
    shared = {"x": 1}
    document = {"a": shared, "b": shared}
    assert patched(document, overlay({"target": "$.a", "update": {"y": 2}}))[0] == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1},
    }


FAULTS = [
    (overlay(version="3.0"), "version '3.0', which can't be read: expected 1.0 or 1.1"),
    (overlay(), "without actions"),
    (overlay({"update": {}}), "action 1 has no 'target'"),
    (overlay({"target": "$"}), "action 1 changes nothing: expected one of update, remove, copy"),
    (overlay({"target": "$", "remove": "yes"}), "expected true or false"),
    (overlay({"target": "$.a[", "remove": True}), "'$.a[', which is not a valid JSONPath"),
    (overlay({"target": "info", "remove": True}), "'info', which is not a valid JSONPath"),
    (overlay({"target": 5, "remove": True}), "expected a JSONPath"),
    (overlay({"target": "$", "remove": True}), "the whole document"),
    (overlay({"target": "$.info", "update": 3}), "is an object, and its update is int"),
    (overlay({"target": "$", "copy": "$.list[*]"}), "selects 2 places: expected one"),
    (overlay({"target": "$[?nope(@)]", "remove": True}), "function 'nope' is not defined"),
]


@needs_json_path
@pytest.mark.parametrize(("patch", "expected"), FAULTS)
def test_faulty_overlay(patch, expected):
    """An overlay that can't be applied says which action it is, and what was expected."""
    assert expected in refusal(patch)


WRONG = [
    ([{"op": "add", "path": "/a", "value": 1}, {"paths": {}}], "item 2 has no 'op'"),
    ([[["x"]]], "patch=[0] holds a list that is not a JSON Patch"),
    ('[{"paths": {}}]', "not a JSON Patch"),
    ("", "patch= is an empty text"),
    ("https://api.example.com/fix.yaml", "never fetched"),
    ("nowhere.yaml", "can't read the patch 'nowhere.yaml'"),
    ("{", "patch= is not valid JSON"),
    ({"a": object()}, "JSON can't express"),
    ([{"a": 1}, "nowhere.yaml"], "can't read the patch"),
]


@pytest.mark.parametrize(("patch", "expected"), WRONG)
def test_what_is_no_patch(patch, expected):
    """What is not a patch is refused, with what was expected."""
    assert expected in refusal(patch)


@pytest.mark.parametrize("patch", [5, True, [5], object()])
def test_value_that_is_no_patch(patch):
    """A value of a type that no patch has is an error of the argument."""
    with pytest.raises(ValueError, match="expected a dict"):
        patched({}, patch)


@pytest.mark.parametrize(
    ("library", "patch"), [("jsonpatch", [OPERATIONS[0][1]]), ("jsonpath_rfc9535", overlay(ACTIONS[0][0]))]
)
def test_missing_library(library, patch, monkeypatch):
    """Without its library, a patch names the extra that has it."""
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, "heroics_py.readers.patches.json_path", raising=False)
    assert "pip install 'heroics-py[overlay]'" in refusal(patch)


BIG = {f"k{number}": {f"j{other}": {} for other in range(100)} for number in range(100)}
DEEP = {}
for _ in range(40):
    DEEP = {"d": DEEP}
HOSTILE = [
    [{"op": "copy", "from": "", "path": f"/x{number}"} for number in range(60)],
    overlay({"target": "$" + "[*,*]" * 40 + "[?@.a]", "remove": True}),
    overlay({"target": "$" + "..*" * 8, "remove": True}),
    overlay({"target": "$..[?$..[?$..[?@.a]]]", "remove": True}),
    overlay({"target": "$..[?@..[?$ == @]]", "remove": True}),
    overlay(*[{"target": "$..*", "update": {"z": {"a": [1] * 100}}}] * 200),
    overlay({"target": "$[?" + "(" * 1500 + "@.a" + ")" * 1500 + "]", "remove": True}),
    overlay({"target": "$." + "a" * 5000, "remove": True}),
    overlay(
        {"target": "$", "update": {"a": "a" * 3000}}, {"target": "$[?search(@, '(a|a)*(a|aa)+b')]", "remove": True}
    ),
]


@needs_json_patch
@needs_json_path
@pytest.mark.parametrize("patch", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_patch(patch, monkeypatch):
    """A patch that grows without end, or visits without end, is refused after a limited number of steps."""
    monkeypatch.setattr("heroics_py.readers.patches._MOST_STEPS", 300_000)
    refused = refusal(patch, {"a": [[0] * 3] * 3, **BIG, "d": DEEP})
    assert "too long" in refused or "nested too deeply" in refused or "more than 4,000" in refused


def test_many_notes():
    """No more than a hundred notes are kept, with the number of the others."""
    notes = patched({}, {f"k{number}": None for number in range(150)})[1]
    assert (len(notes), notes[-1]) == (101, "50 more parts of patches find nothing")


def test_folder_of_files():
    """The document of a folder is an object of its files."""
    loaded = LoadedSchema(roots={"": {}, "app.json": {"a": 1}, "dyno.json": {}})
    merged = apply_patches(loaded, {"app.json": {"b": 2}})
    assert merged.roots == {"": {}, "app.json": {"a": 1, "b": 2}, "dyno.json": {}}


@pytest.mark.parametrize(
    "patch",
    [
        {"op": "remove", "path": "/info/title"},
        {"path": "/info/title", "value": "A"},
        [{"path": "/info/title", "value": "A"}],
    ],
)
def test_operation_without_its_list(patch):
    """An operation of a JSON Patch that is not in a list, or has no op, is not a merge patch."""
    assert "an operation of a JSON Patch: expected a list of them, each with 'op' and 'path'" in refusal(patch)


def test_overlay_with_nothing_else():
    """What says that it is an overlay is one, and needs actions."""
    assert "an overlay without actions" in refusal({"overlay": "1.0.0"})


@pytest.mark.parametrize("text", ["# nothing\n", "hello\n"])
def test_text_that_is_no_patch(text):
    """A text without an object or a list is refused as such."""
    assert refusal(text).endswith(": expected an object or a list")
