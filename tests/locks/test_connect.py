"""`connect(..., lock=)`: a program hears that the schema has changed what it uses."""

import asyncio
import copy
import json
import os
import pickle
import subprocess
import sys
import warnings

import pytest
from moving_shop import changed_shop, shop_document

import heroics_py
from heroics_py.locks import check, comparison


def connect(document, lock, **arguments):
    return heroics_py.connect(document, lock=lock, **arguments)


def test_equal_text_needs_no_comparison(locked, tmp_path, monkeypatch):
    """A schema with the text that is pinned is not compared, nor are its documents."""
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(shop_document()), encoding="utf-8")
    monkeypatch.setattr(comparison, "moved", lambda *_: pytest.fail("compared"))
    monkeypatch.setattr(check, "read_lock", lambda *_: pytest.fail("parsed"))
    lock = locked()
    assert connect(path.read_text(encoding="utf-8"), lock).order.list.method == "GET"
    assert connect(path, lock).order.list.method == "GET"


MARKS = "<<<<<<< ours\n=======\n>>>>>>> theirs\n"


@pytest.mark.parametrize(
    "spoil",
    [lambda text: text.replace('  "calls"', f'{MARKS}  "calls"'), lambda text: text[:-3], lambda text: text[1:]],
)
def test_a_damaged_lock_of_an_equal_text(spoil, locked):
    """A lock with the marks of a merge, or cut off, is an error even if it has the line of the text."""
    lock = locked()
    lock.write_text(spoil(lock.read_text()))
    with pytest.raises(heroics_py.SchemaError, match="is not a lock, or damaged"):
        connect(json.dumps(shop_document()), lock)


def test_equal_document_is_silent(locked):
    """Another spelling of the pinned document is silent."""
    assert connect(json.dumps(shop_document(), indent=4), locked()).order.list.method == "GET"
    assert connect(shop_document(), locked()).order.list.method == "GET"


def test_what_breaks_a_call_is_refused(locked):
    """A change that breaks a call of the program is a `SchemaMoved`: the call, the change and the ways out."""
    with pytest.raises(heroics_py.SchemaMoved) as caught:
        connect(without("createItem"), locked(["item.create", "item.list"]))
    error = caught.value
    assert str(error) == (
        f"the schema has changed since 2026-11-30, and breaks calls of this program ({error.lock}):\n"
        "  breaking  item.create  gone: POST /items\n"
        "adapt the program and write the lock again ('heroics lock'), or connect with lock_changes='warn'; "
        f"'heroics diff {error.lock} shop.json' shows all changes"
    )
    assert [each.call for each in error.changes] == ["item.create"]
    assert pickle.loads(pickle.dumps(error)) == error


def without(operation_id):
    """Return the shop without an operation."""
    shop = shop_document()
    for item in shop["paths"].values():
        for method in [name for name, each in item.items() if each["operationId"] == operation_id]:
            del item[method]
    return shop


def test_what_breaks_other_calls_is_silent(locked):
    """A change of calls that the program does not make is silent."""
    assert connect(without("createItem"), locked(["order.list"])).order.list.method == "GET"


def test_what_breaks_can_be_a_warning(locked):
    """With ``lock_changes="warn"``, what breaks a call is one warning, at the line that connects."""
    with pytest.warns(heroics_py.SchemaWarning, match=r"breaks calls of this program[^$]*item.create  gone") as caught:
        connect(without("createItem"), locked(["item.create"]), lock_changes="warn")
    assert [each.filename for each in caught] == [__file__]


def test_a_lock_of_all_calls(locked):
    """A lock without the calls of a program pins all calls of the API."""
    with pytest.raises(heroics_py.SchemaMoved, match="breaks calls of the API"):
        connect(without("createItem"), locked())


def moved_path():
    shop = shop_document()
    shop["paths"]["/all-items"] = shop["paths"].pop("/items")
    return shop


def test_what_may_surprise_is_a_warning(locked):
    """A risky change of a call of the program is one warning."""
    with pytest.warns(heroics_py.SchemaWarning, match="which may surprise calls of this program") as caught:
        connect(moved_path(), locked(["item.list"]))
    assert len(caught) == 1
    connect(moved_path(), locked(["order.list"]))


def test_new_calls_are_silent(locked):
    """A call that is new is silent, for a lock of all calls, too."""
    connect(shop_document(), locked(document=without("createItem")))
    connect(shop_document(), locked(["item.list"], document=without("createItem")))


def test_computed_names_pin_what_they_may_be(locked):
    """A program that computes the name of a call hears of each call that it may be."""
    for pattern in ("item.*", "*.create", "*"):
        with pytest.raises(heroics_py.SchemaMoved):
            connect(without("createItem"), locked([pattern]))
    connect(without("createItem"), locked(["order.*", "*.list"]))


def test_a_lock_of_another_api(locked):
    """A lock of another API is named as such, and not taken for one whose calls are all gone."""
    with pytest.raises(heroics_py.SchemaError, match="is the lock of 'Shop'") as caught:
        connect("bookshelf", locked(["item.list"]))
    assert not isinstance(caught.value, heroics_py.SchemaMoved)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not a lock, or damaged"),
        (b"{", "is not a lock, or damaged"),
        (b"[]", "is not a lock, or damaged"),
        (b"\xff\xfe", "is not a lock, or damaged"),
        (b"<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", "the marks of a merge conflict"),
        (b'{"heroics_lock": 2}', "is a lock of version 2"),
        (b'{"heroics_lock": 1}', "is not a lock: expected heroics_lock and what it pins"),
        (b'{"openapi": "3.0.0", "paths": {}}', "is not a lock: expected heroics_lock and what it pins"),
    ],
)
def test_damaged_locks(content, reason, tmp_path):
    """A file that is not a lock is an error that names it, and what writes one."""
    path = tmp_path / "heroics.lock"
    path.write_bytes(content)
    with pytest.raises(heroics_py.SchemaError, match=reason) as caught:
        connect(shop_document(), path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-40], lambda text: text[20:], lambda _: "x", lambda _: "eJwDAAAAAAE="]
)
def test_damaged_documents(spoil, locked):
    """Documents that are cut or spoiled are an error, once they are needed."""
    path = locked()
    lock = json.loads(path.read_text(encoding="utf-8"))
    lock["documents"] = spoil(lock["documents"])
    path.write_text(json.dumps(lock), encoding="utf-8")
    with pytest.raises(heroics_py.SchemaError, match=r"the documents in .* are damaged"):
        connect(changed_shop("breaking"), path)


def test_missing_lock(tmp_path):
    """A missing lock is an error that says what writes one."""
    with pytest.raises(
        heroics_py.SchemaError, match="can't be read: No such file or directory; 'heroics lock SCHEMA' writes it"
    ):
        connect(shop_document(), tmp_path / "heroics.lock")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"lock": 7}, "lock=int: expected the path of a lock"),
        ({"lock": True}, "lock=bool: expected the path of a lock"),
        ({"lock": "a.lock", "lock_changes": "ignore"}, "lock_changes='ignore': expected 'raise' or 'warn'"),
    ],
)
def test_wrong_arguments(arguments, reason):
    """A wrong argument is refused before anything is read."""
    with pytest.raises(ValueError, match=reason):
        heroics_py.connect("./missing.json", **arguments)


def test_patches_are_part_of_the_lock(locked):
    """A patch that undoes a change leaves the pinned document."""
    lock = locked(["order.list"], document=shop_document())
    shop = shop_document()
    del shop["paths"]["/orders"]
    with pytest.raises(heroics_py.SchemaMoved):
        connect(shop, lock)
    connect(shop, lock, patch={"paths": {"/orders": shop_document()["paths"]["/orders"]}})


def test_other_documents_are_part_of_the_lock(tmp_path, locked):
    """A change in a file that a reference leads to is found, although the text of the main one is equal."""
    shop = shop_document()
    shop["paths"]["/orders"] = {"$ref": "orders.json"}
    main, part = tmp_path / "shop.json", tmp_path / "orders.json"
    main.write_text(json.dumps(shop), encoding="utf-8")
    part.write_text(json.dumps(shop_document()["paths"]["/orders"]), encoding="utf-8")
    from heroics_py.locks.lock import lock_of
    from heroics_py.locks.lock_file import write_lock

    lock = tmp_path / "heroics.lock"
    write_lock(lock, lock_of(heroics_py.read(main), "shop.json", "2026-11-30"))
    connect(main, lock)
    part.write_text("{}", encoding="utf-8")
    with pytest.raises(heroics_py.SchemaMoved, match=r"order\.list  gone"):
        connect(main, lock)


def test_async_clients_heed_the_lock(locked):
    """`connect_async` refuses, warns at the caller's line, and is silent as `connect` is."""

    async def run(document, **arguments):
        async with heroics_py.connect_async(document, lock=locked(["item.create"]), **arguments) as client:
            return client.item.create.method

    assert asyncio.run(run(shop_document())) == "POST"
    with pytest.raises(heroics_py.SchemaMoved):
        asyncio.run(run(without("createItem")))
    with pytest.warns(heroics_py.SchemaWarning) as caught:
        asyncio.run(run(moved_path()))
    assert [each.filename for each in caught] == [__file__]


def test_pickles_do_not_need_the_lock(locked):
    """A client that was pickled or copied is not checked again: the lock may be missing where it wakes up."""
    lock = locked(["item.create"])
    client = connect(shop_document(), lock)
    data = pickle.dumps(client)
    lock.unlink()
    assert pickle.loads(data).item.create.method == "POST"
    assert copy.deepcopy(client).item.create.method == "POST"


def test_a_plain_client_loads_no_locks():
    """Without ``lock=``, nothing of locks is imported; with an equal text, nothing of comparisons."""
    code = """
import sys, heroics_py
heroics_py.connect("bookshelf", url="https://x.example")
print(sorted(name for name in sys.modules if name.startswith(("heroics_py.locks", "heroics_py.changes"))))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_schemas_can_be_read_from_locks(locked):
    """A lock is read as the schema that it holds, by which changes are shown in full."""
    with warnings.catch_warnings():
        assert heroics_py.read(locked()) == heroics_py.read(shop_document())
    changes = heroics_py.diff(locked(), without("createItem"))
    assert [(each.call, each.effect) for each in changes] == [("item.create", "breaking")]


def test_lock_changes_without_a_lock():
    """What becomes of changes is refused without a lock, which alone knows of changes."""
    with pytest.raises(ValueError, match="lock_changes='warn' is about a lock: pass lock="):
        connect(shop_document(), None, lock_changes="warn")


def test_a_lock_that_is_a_pipe(tmp_path):
    """A lock that is not a file is refused, and nothing waits for it."""
    os.mkfifo(tmp_path / "heroics.lock")
    with pytest.raises(heroics_py.SchemaError, match="can't be read: expected a file, but it is a named pipe"):
        heroics_py.connect("bookshelf", lock=tmp_path / "heroics.lock")


def test_documents_that_fill_the_memory(monkeypatch, locked):
    """A small lock with many values is refused before they are created."""
    monkeypatch.setattr("heroics_py.readers.snapshot._MOST_VALUES", 10)
    with pytest.raises(heroics_py.SchemaError, match="are damaged: they have more than 10 values"):
        heroics_py.read(locked())
