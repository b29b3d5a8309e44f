"""`heroics lock`: a schema is pinned in a readable file."""

import json
from pathlib import Path

import pytest
from moving_shop import changed_shop, shop_document

import heroics_py


def gone():
    shop = shop_document()
    del shop["paths"]["/items"]["post"]
    return shop


def test_all_calls_are_pinned(host, heroics):
    """Without a program, a lock pins every call; connecting with it is silent until one breaks."""
    assert heroics("lock", host.schema) == (0, "wrote heroics.lock: Shop, all 3 calls\n", "")
    lock = json.loads(Path("heroics.lock").read_text(encoding="utf-8"))
    assert (lock["schema"], lock["title"], list(lock["calls"])) == (
        host.schema,
        "Shop",
        ["item.create", "item.list", "order.list"],
    )
    heroics_py.connect(host.schema, lock="heroics.lock")
    host.document = gone()
    with pytest.raises(heroics_py.SchemaMoved):
        heroics_py.connect(host.schema, lock="heroics.lock")


def test_the_same_lock_has_the_same_text(host, heroics):
    """Pinning again what is pinned leaves the file as it is, and says so; its lines are in a fixed order."""
    heroics("lock", host.schema)
    before = Path("heroics.lock").read_bytes()
    assert heroics("lock") == (0, "heroics.lock is up to date: Shop, all 3 calls\n", "")
    assert Path("heroics.lock").read_bytes() == before
    host.document = json.dumps(shop_document(), indent=1).encode()
    assert heroics("lock")[1].startswith("wrote")
    before_lines, lines = (each.decode().splitlines() for each in (before, Path("heroics.lock").read_bytes()))
    assert [line.split(":")[0] for line, old in zip(lines, before_lines, strict=True) if line != old] == [
        '  "text_digest"'
    ]


def test_a_changed_call_is_a_changed_line(host, heroics):
    """In the history of a repository, a lock shows which calls a change of the schema concerns."""
    heroics("lock", host.schema)
    before = Path("heroics.lock").read_text(encoding="utf-8").splitlines()
    host.document = changed_shop("orders")
    heroics("lock")
    after = Path("heroics.lock").read_text(encoding="utf-8").splitlines()
    changed = [new.split(":")[0].strip() for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ['"digest"', '"text_digest"', '"order.list"', '"documents"']


def test_check(host, heroics):
    """``--check`` writes nothing, and is exit code 1 if a pinned call has changed."""
    heroics("lock", host.schema)
    before = Path("heroics.lock").read_bytes()
    assert heroics("lock", "--check") == (0, "heroics.lock is up to date\n", "")
    host.document = gone()
    code, out, _ = heroics("lock", "--check")
    assert (code, "breaking  item.create  gone: POST /items\n" in out) == (1, True)
    assert Path("heroics.lock").read_bytes() == before
    Path("heroics.lock").unlink()
    assert heroics("lock", host.schema, "--check")[0] == 2


def test_a_server_that_is_away(host, heroics):
    """A schema that can't be fetched today is not pinned from an old copy."""
    heroics("lock", host.schema)
    host.status = 0
    assert heroics("lock")[0] == 4


def test_bundled_names_and_files(heroics, host, tmp_path):
    """A bundled name and a file are pinned as `connect` reads them."""
    assert heroics("lock", "bookshelf", "-o", "shelf.lock")[0] == 0
    heroics_py.connect("bookshelf", lock="shelf.lock")
    Path("shop.json").write_text(json.dumps(shop_document()), encoding="utf-8")
    assert heroics("lock", "shop.json", "-o", "shop.lock")[0] == 0
    heroics_py.connect(tmp_path / "shop.json", lock="shop.lock")
    assert json.loads(Path("shop.lock").read_text(encoding="utf-8"))["schema"] == "shop.json"


def test_profiles(host, heroics):
    """A profile is pinned by its name: its lock is written again, and watched, with what the profile says."""
    assert heroics("profile", "add", "shop", "--schema", host.schema, "--url", host.url)[0] == 0
    assert heroics("lock", "shop")[0] == 0
    assert json.loads(Path("heroics.lock").read_text(encoding="utf-8"))["schema"] == "shop"
    assert heroics("watch", "shop")[0] == 0
    host.document = gone()
    assert heroics("watch", "shop")[0] == 1
    assert heroics("lock")[1] == "wrote heroics.lock: Shop, all 2 calls\n"


def test_patches_are_written_again(host, heroics):
    """A lock of a patched schema is written again, and checked, with its patches."""
    Path("title.json").write_text('{"info": {"title": "Patched"}}', encoding="utf-8")
    assert heroics("lock", host.schema, "--patch", "title.json")[1] == "wrote heroics.lock: Patched, all 3 calls\n"
    assert heroics("lock")[1] == "heroics.lock is up to date: Patched, all 3 calls\n"
    heroics_py.connect(host.schema, lock="heroics.lock", patch="title.json")


def test_wrong_names(host, heroics):
    """A command without a schema needs a lock, which has to be one."""
    code, _, err = heroics("lock")
    assert (code, "the lock heroics.lock can't be read" in err) == (2, True)
    Path("heroics.lock").write_text("{}", encoding="utf-8")
    assert heroics("lock")[0] == 2
    code, _, err = heroics("lock", host.schema, "-o", "missing/x.lock")
    assert (code, err) == (2, "heroics: missing/x.lock can't be written: No such file or directory\n")


PROGRAM = """
import heroics_py
shop = heroics_py.connect("shop", lock="heroics.lock")
item = shop.item.create(name="chair")
print(item.name)
"""


def test_the_calls_of_a_program_are_pinned(host, heroics):
    """With ``--uses``, a lock pins what a program calls, sends and reads, and prints it."""
    Path("src").mkdir()
    Path("src/main.py").write_text(PROGRAM, encoding="utf-8")
    assert heroics("lock", host.schema, "--uses", "src") == (
        0,
        "wrote heroics.lock: Shop, 1 call of src\nitem.create  name  -> name\n",
        "",
    )
    host.document = changed_shop("orders")
    heroics_py.connect(host.schema, lock="heroics.lock")
    assert heroics("watch", host.schema) == (0, "", "")
    host.document = changed_shop("breaking")
    code, out, _ = heroics("watch", host.schema)
    assert (code, "for this program: 1 breaking\n  breaking  item.create" in out) == (1, True)
    with pytest.raises(heroics_py.SchemaMoved, match="'color'"):
        heroics_py.connect(host.schema, lock="heroics.lock")


def test_a_lock_follows_its_program(host, heroics):
    """``--check`` tells what a program has come to use, and writing the lock again pins it."""
    Path("src").mkdir()
    Path("src/main.py").write_text(PROGRAM, encoding="utf-8")
    heroics("lock", host.schema, "--uses", "src")
    assert heroics("lock", "--check")[0] == 0
    Path("src/more.py").write_text(f"{PROGRAM}print(item.id)\nshop.order.list()\nshop.item.lst()\n", encoding="utf-8")
    code, out, err = heroics("lock", "--check")
    assert (code, out.splitlines()[:2]) == (1, ["not pinned: item.create reads id", "not pinned: item.lst"])
    assert err == "heroics: item.lst is used, and the schema has no such call\n"
    code, out, _ = heroics("lock")
    assert out.startswith("wrote heroics.lock: Shop, 2 calls of src\nitem.create  name  -> id, name\n")
    assert heroics("lock", "--check")[0] == 0


def test_watch_heeds_a_program(host, heroics):
    """``watch --uses`` tells what breaks the calls that a program makes now; each state is for one program."""
    Path("main.py").write_text(PROGRAM, encoding="utf-8")
    for arguments in ((), ("--uses", "main.py")):
        assert heroics("watch", host.schema, *arguments)[0] == 0
    host.document = changed_shop("orders")
    assert heroics("watch", host.schema, "--uses", "main.py") == (0, "", "")
    assert heroics("watch", host.schema)[0] == 1
    host.document = changed_shop("orders", "breaking")
    code, out, _ = heroics("watch", host.schema, "--uses", "main.py")
    assert (code, "breaking  item.create" in out) == (1, True)
    assert heroics("watch", host.schema, "--uses", "missing.py")[0] == 2
