"""The definitions of the tools, and what they accept."""

import json

import pytest

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.tools import TOOLS, checked_arguments, definitions


def test_size():
    """The four tools are small, whatever the API: their definitions have at most 2 KB."""
    assert [each["name"] for each in TOOLS] == ["find", "describe", "call", "next_page"]
    assert len(json.dumps(TOOLS).encode()) <= 2048


def test_hints():
    """A host learns which tools only read, so that it can ask before the others."""
    reading = {each["name"]: each["annotations"]["readOnlyHint"] for each in TOOLS}
    assert reading == {"find": True, "describe": True, "call": False, "next_page": True}
    assert definitions(reads_only=False) == list(TOOLS)
    assert all(each["annotations"]["readOnlyHint"] for each in definitions(reads_only=True))


def test_no_other_way():
    """No argument of a tool names a URL, a header, an option or a path to read."""
    names = {name for each in TOOLS for name in each["inputSchema"]["properties"]}
    assert names == {"words", "limit", "link", "arguments", "token", "fields", "save_as", "cursor"}
    assert all(each["inputSchema"]["additionalProperties"] is False for each in TOOLS)


def nested(depth):
    value = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("fetch", {}, "unknown tool 'fetch'; expected one of find, describe, call, next_page"),
        ("find", {}, "find needs the argument 'words'"),
        ("find", {"words": "x" * 501}, "at most 500 characters"),
        ("find", {"words": "x", "limit": 0}, "takes a number from 1 to 20 for 'limit'"),
        ("find", {"words": "x", "limit": True}, "takes a number from 1 to 20 for 'limit', and got bool"),
        ("call", {"link": ["app.list"]}, "takes a text for 'link', and got list"),
        ("call", {"link": "app.list", "arguments": "name=x"}, "takes an object for 'arguments', and got str"),
        ("call", {"link": "app.list", "fields": "name"}, "takes a list of texts for 'fields'"),
        ("call", {"link": "app.list", "fields": [1]}, "takes a list of texts for 'fields'"),
        ("call", {"link": "app.list", "url": "http://evil"}, "no argument 'url'"),
        ("call", {"link": "app.list", "headers": {}}, "The arguments of a link go into 'arguments'."),
        ("describe", {"link": "a", "arguments": {"x": nested(101)}}, "at most 100 levels"),
        ("next_page", {"cursor": 1}, "takes a text for 'cursor', and got int"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_wrong_arguments(tool, arguments, message):
    """A wrong argument of a tool is refused with what was expected."""
    with pytest.raises(Refused) as caught:
        checked_arguments(tool, arguments)
    assert message in str(caught.value)


def test_right_arguments():
    """Null is as good as no argument."""
    given = {"link": "app.list", "arguments": None, "fields": ["name"], "token": None}
    assert checked_arguments("call", given) == {"link": "app.list", "fields": ["name"]}
    assert checked_arguments("call", {"link": "x", "arguments": {"x": nested(90)}})["link"] == "x"
