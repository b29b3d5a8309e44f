# ruff: noqa: E501 - each row of the tables is a line
"""The changes that a program feels."""

import pytest

import heroics_py
from heroics_py.changes import Change, Changes
from heroics_py.usage import Use, Uses


def use(call="app.update", fields=(), answers=()):
    return Use(call=call, path="a.py", line=1, fields=tuple(fields), answers=tuple(answers))


def change(kind="field-gone", **attributes):
    values = {"effect": "breaking", "message": "x", "call": "app.update"} | attributes
    return Change(kind=kind, **values | {"path": tuple(attributes.get("path", ()))})


FELT = [
    ("a call that is gone", change("call-gone"), use()),
    ("any call may be it", change("call-gone"), use("*")),
    ("any link of the resource may be it", change("call-gone"), use("app.*")),
    ("the link of any resource may be it", change("call-gone"), use("*.update")),
    ("a request without a link", change("path-moved", effect="risky"), use("GET /apps")),
    ("a field that is passed", change(part="body", path=["name"]), use(fields=["name"])),
    ("a part of a field that is passed", change(part="body", path=["owner", "id"]), use(fields=["owner"])),
    ("a field by its keyword", change(part="query", path=["in"], keyword="in_"), use(fields=["in_"])),
    ("unknown fields", change(part="body", path=["name"]), use(fields=["*"])),
    ("a new required field", change("field-required", part="body", path=["region"]), use(fields=["name"])),
    ("another default", change("default-changed", part="body", path=["region"], effect="risky"), use()),
    ("an argument of the path", change("arguments-reordered", part="path"), use()),
    ("an argument by its keyword", change("argument-renamed", part="argument", path=["app"], keyword="app"), use(fields=["app"])),
    ("a field that is read", change("answer-field-gone", part="answer", path=["name"]), use(answers=["name"])),
    ("what is above it", change("type-changed", part="answer", path=["owner"]), use(answers=["owner.email"])),
    ("what is below it", change("answer-field-gone", part="answer", path=["owner", "id"]), use(answers=["owner"])),
    ("the whole answer", change("answer-field-gone", part="answer", path=["id"]), use(answers=["*"])),
    ("an identity", change("answer-field-gone", part="answer", path=["sku"]), use(answers=["(identity)"])),
    ("items of a page", change("answer-field-gone", part="answer", path=["data", "[]", "id"]), use(answers=["id"])),
    ("what a page says", change("answer-field-gone", part="answer", path=["total"]), use(answers=["meta.total"])),
    ("a list in place of an object", change("answer-kind-changed", part="answer"), use(answers=["[]"])),
    ("another place of the same definition", change("answer-field-gone", part="answer", path=["owner", "id"], further_paths=(("admin", "id"),)), use(answers=["admin.id"])),
    ("a place that is not told in full", change("answer-field-gone", part="answer", path=["id"], further_paths=(("parent", "*"),)), use(answers=["parent.parent.id"])),
    ("another place in the body", change(part="body", path=["a", "id"], further_paths=(("b", "id"),)), use(fields=["b"])),
    ("a value of a map that is read", change("type-changed", part="answer", path=["*", "id"]), use(answers=["HOME.id"])),
    ("a value of a map that is passed", change("type-changed", part="body", path=["*"]), use(fields=["HOME"])),
    ("the items of a list in a list", change("type-changed", part="answer", path=["[]"]), use(answers=["id"])),
    ("the whole API", change("server-changed", call="", effect="risky"), use()),
]  # fmt: skip

UNFELT = [
    ("another call", change("call-gone"), use("app.info")),
    ("another resource", change("call-gone"), use("addon.*")),
    ("a field that is not passed", change(part="body", path=["name"]), use(fields=["region"])),
    ("a field that is not read", change("answer-field-gone", part="answer", path=["name"]), use(answers=["names", "id"])),
    ("the keyword of an argument by position", change("argument-renamed", part="argument", path=["app"], keyword="app"), use(fields=["name"])),
    ("an answer that is not read", change("answer-field-gone", part="answer", path=["name"]), use()),
    ("a field of the same name elsewhere", change("answer-field-gone", part="answer", path=["owner", "id"]), use(answers=["id"])),
    ("a third place of the same definition", change("answer-field-gone", part="answer", path=["owner", "id"], further_paths=(("admin", "id"),)), use(answers=["id"])),
    ("another text", change("text-changed", effect="harmless"), use()),
    ("a new call", change("call-new", effect="harmless"), use("app.*")),
    ("a new field of an answer that is printed", change("answer-field-new", part="answer", path=["x"], effect="harmless"), use(answers=["*"])),
]  # fmt: skip


@pytest.mark.parametrize(("change_", "use_"), [each[1:] for each in FELT], ids=[each[0] for each in FELT])
def test_felt(change_, use_):
    """A change of what the program uses, or may use, is kept."""
    assert Changes([change_]).touching(Uses([use_])) == (change_,)


@pytest.mark.parametrize(("change_", "use_"), [each[1:] for each in UNFELT], ids=[each[0] for each in UNFELT])
def test_not_felt(change_, use_):
    """A change of what the program does not use is left out."""
    assert Changes([change_]).touching(Uses([use_])) == ()


def test_no_program():
    """Nothing touches a program that makes no call."""
    assert Changes([change("call-gone"), change("server-changed", call="")]).touching(Uses()) == ()


def test_uses_of_diff():
    """`diff` leaves out what calls don't feel; a path in their place is refused with what finds the calls."""
    assert heroics_py.diff("bookshelf", "bookshelf.openapi", uses=Uses()) == ()
    with pytest.raises(heroics_py.CallError, match=r"pass uses=heroics_py.uses\('src/'\)"):
        heroics_py.diff("bookshelf", "bookshelf.openapi", uses="src/")
