"""`heroics watch`: a schema that has changed is told, by an exit code and a few lines."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from moving_shop import changed_shop, shop_document

from heroics_py.cli.locks import state
from heroics_py.cli.locks.subject import address_text

SILENT = (0, "", "")


def gone():
    shop = shop_document()
    del shop["paths"]["/items"]["post"]
    return shop


@pytest.fixture
def told(host):
    """What is told when the link that creates items is gone, compared with a file of this name."""

    def text(old, effect="1 breaking", line="breaking  item.create  gone: POST /items"):
        day = json.loads(Path(old).read_text(encoding="utf-8"))["day"]
        return f"Shop has changed since {day}: {effect}\n  {line}\nall: heroics diff {old} {host.schema}\n"

    return text


def test_nothing_has_changed(host, heroics):
    """A schema that has not changed is silent, and so is the first look at one."""
    assert heroics("watch", host.schema, "--state", "seen") == SILENT
    assert heroics("watch", host.schema, "--state", "seen") == SILENT


def test_a_change_is_told_once(host, heroics, told):
    """With ``--state``, a change is told by the first run that sees it, and the way back is a change of its own."""
    heroics("watch", host.schema, "--state", "seen")
    host.document = gone()
    assert heroics("watch", host.schema, "--state", "seen") == (1, told("seen.before"), "")
    assert heroics("watch", host.schema, "--state", "seen") == SILENT
    host.document = shop_document()
    line = "harmless  item.create  new: POST /items"
    assert heroics("watch", host.schema, "--state", "seen") == (1, told("seen.before", "1 harmless", line), "")
    assert heroics("watch", host.schema, "--state", "seen") == SILENT


def test_the_schema_of_a_lock(host, heroics, told):
    """Without SCHEMA, a watch looks at the one that the lock names; without a lock, it asks for one."""
    code, _, problem = heroics("watch")
    assert (code, "name SCHEMA, or a lock that names it" in problem) == (2, True)
    heroics("lock", host.schema)
    assert heroics("watch") == SILENT
    host.document = gone()
    assert heroics("watch") == heroics("watch", "--lock", "heroics.lock") == (1, told("heroics.lock"), "")


def test_a_change_is_told_until_the_lock_is_written_again(host, heroics, told):
    """With ``--lock``, each run tells the change; heroics.lock in the current folder counts without an option."""
    heroics("lock", host.schema)
    assert heroics("watch", host.schema) == SILENT
    host.document = gone()
    assert heroics("watch", host.schema, "--lock", "heroics.lock") == (1, told("heroics.lock"), "")
    assert heroics("watch", host.schema) == (1, told("heroics.lock"), "")
    heroics("lock")
    assert heroics("watch", host.schema) == SILENT


def test_a_watch_without_a_file_has_a_state_of_its_own(host, heroics):
    """Without a lock, each schema has a state in a private folder of the user."""
    assert [heroics("watch", host.schema)[0] for _ in range(2)] == [0, 0]
    assert heroics("watch", f"{host.schema}?of=another")[0] == 0
    host.document = gone()
    assert [heroics("watch", host.schema)[0] for _ in range(2)] == [1, 0]
    assert heroics("watch", f"{host.schema}?of=another")[0] == 1
    folder = Path("state/heroics-py/watch")
    assert folder.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_the_copy_counts_if_the_server_confirms_it(host, heroics):
    """A schema that the server calls unchanged is not sent again, and is silent."""
    host.etag = '"1"'
    for _ in range(2):
        assert heroics("watch", host.schema, "--state", "seen") == SILENT
    assert [headers.get("If-None-Match") for _, headers in host.received] == [None, '"1"']


TROUBLE = {
    "error": {"status": 500},
    "login": {"status": 401},
    "gone": {"status": 404},
    "elsewhere": {"status": 302, "location": "https://login.example/"},
    "page": {"document": b"<!doctype html><html><body>Maintenance</body></html>"},
    "noise": {"document": b"\x00\xff\x1b[31m"},
    "half": {"document": json.dumps(shop_document()).encode()[:700]},
    "other": {"document": {"error": "later"}},
    "empty": {"document": b""},
    "loop": {"status": 302, "location": "?again"},
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
@pytest.mark.parametrize("against", ["--lock", "--state"])
def test_a_schema_that_can_not_be_read_has_not_changed(host, heroics, trouble, against):
    """No usable schema is exit code 4 and one line, is never told as a change, and leaves the state as it is."""
    heroics("lock", host.schema, "-o", "seen")
    before = Path("seen").read_bytes()
    for name, value in trouble.items():
        setattr(host, name, value)
    code, out, err = heroics("watch", host.schema, against, "seen")
    assert (code, out) == (4, "")
    assert err.startswith("heroics: ")
    assert "can't be read now, so its changes are unknown: " in err
    assert host.schema in err
    assert err.count("\n") == 1
    assert err.rstrip("\n").isprintable()
    assert Path("seen").read_bytes() == before


def test_a_server_that_is_away(host, heroics):
    """A server that is away is exit code 4, although a copy of its schema is kept."""
    heroics("watch", host.schema, "--state", "seen")
    host.status = 0
    assert heroics("watch", host.schema, "--state", "seen")[:2] == (4, "")


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'{"heroics_lock": 99}', b"\xff"])
def test_a_damaged_state(host, heroics, content):
    """A damaged state is exit code 2 and says what to do; it stays as it is."""
    Path("seen").write_bytes(content)
    assert heroics("watch", host.schema, "--state", "seen") == (
        2,
        "",
        "heroics: seen is not a state of heroics watch, or damaged: pass another path, or remove what is damaged\n",
    )
    assert Path("seen").read_bytes() == content


def test_a_state_that_can_not_be_written(host, heroics):
    """A state in a missing folder is exit code 2, before anything is fetched."""
    code, out, err = heroics("watch", host.schema, "--state", "missing/seen")
    assert (code, out, err) == (2, "", "heroics: the state missing/seen can't be used: No such file or directory\n")
    assert host.received == []


def test_no_place_for_a_state(host, heroics, monkeypatch):
    """If a state of one's own has no place, that is exit code 2: 1 is a change."""
    Path("file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(Path("file").absolute()))
    code, out, err = heroics("watch", host.schema)
    assert (code, out, "name a file with --state" in err) == (2, "", True)


@pytest.mark.parametrize("title", ["Shop", "Other"])
def test_a_server_that_describes_another_api(host, heroics, title):
    """If nothing of the API is left at the address, that is a change."""
    heroics("watch", host.schema, "--state", "seen")
    other = {"/others": {"get": {"operationId": "listOthers", "responses": {"200": {"description": "ok"}}}}}
    host.document = {"openapi": "3.1.0", "info": {"title": title, "version": "2"}, "paths": other}
    code, out, err = heroics("watch", host.schema, "--state", "seen")
    assert (code, f"{title} has changed" in out, "breaking" in out, err) == (1, True, True, "")
    assert heroics("watch", host.schema, "--state", "seen") == SILENT


def test_a_state_that_can_not_be_replaced(host, heroics, monkeypatch):
    """A change that can't be remembered is told all the same, and the exit code is 2: the next run tells it again."""
    heroics("watch", host.schema, "--state", "seen")
    host.document = gone()

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    code, out, err = heroics("watch", host.schema, "--state", "seen")
    assert (code, "item.create  gone" in out) == (2, True)
    assert err == (
        "heroics: the state seen can't be written, so the next run tells the same: No space left on device\n"
    )
    assert sorted(path.name for path in Path().iterdir() if path.is_file()) == ["seen", "seen.lock"]


def test_two_runs_at_once_tell_a_change_once(host, heroics):
    """Of several runs at once, one tells the change."""
    heroics("watch", host.schema, "--state", "seen")
    host.document = gone()
    command = [sys.executable, "-m", "heroics_py", "watch", host.schema, "--state", "seen"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = sorted((run.communicate()[0], run.returncode) for run in runs)
    assert [code for _, code in outputs] == [0, 1]
    assert [text.count("gone") for text, _ in outputs] == [0, 1]


def test_a_run_that_takes_too_long(host, heroics, monkeypatch):
    """A run that waits too long for another one is exit code 4."""
    monkeypatch.setattr(state, "_PATIENCE", 0.0)
    with state.alone("seen"):
        code, out, err = heroics("watch", host.schema, "--state", "seen")
    assert (code, out) == (4, "")
    assert "another run has used seen" in err


def test_a_key_in_the_url_is_never_shown_or_kept(host, heroics, tmp_path):
    """A key in the URL of the schema is in no output, and in no file."""
    url = f"{host.schema}?api_key=s3cr3t&version=3"
    outputs = [heroics("watch", url, "--state", "seen"), heroics("lock", url), heroics("lock"), heroics("watch", url)]
    host.document = gone()
    outputs += [heroics("watch", url, "--state", "seen"), heroics("watch", url), heroics("lock", url, "--check")]
    host.status = 500
    outputs += [heroics("watch", url), heroics("watch", url, "--state", "seen")]
    assert [code for code, _, _ in outputs] == [0, 0, 2, 0, 1, 1, 1, 4, 4]
    assert "s3cr3t" not in repr(outputs)
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert [b"s3cr3t" in content for content in kept] == [False] * len(kept)
    assert any(b"openapi.json?..." in content for content in kept)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("heroku", "heroku"),
        ("shop.json", "shop.json"),
        ("https://a.example/schema", "https://a.example/schema"),
        ("HTTPS://user:pass@a.example/s?key=1#x", "https://a.example/s?..."),
    ],
)
def test_address_text(address, text):
    """What the user typed is shown without the user, the query and the fragment of a URL."""
    assert address_text(address) == text


def test_bundled_schemas_need_the_live_one(host, heroics):
    """A bundled schema never changes by itself, so the command asks for ``--live``."""
    code, _, err = heroics("watch", "heroku")
    assert (code, "add --live" in err) == (2, True)
    code, _, err = heroics("watch", "bookshelf", "--live")
    assert (code, "no API is known for this schema" in err) == (2, True)


def test_many_changes_are_a_few_lines(host, heroics):
    """However much has changed, the message has four lines, the last of which says how to see all."""
    heroics("lock", host.schema)
    host.document = {**shop_document(), "paths": {"/other": {"get": {"operationId": "listOthers", "responses": {}}}}}
    host.document["paths"]["/orders"] = {"get": {"operationId": "getPing", "tags": ["ping"], "responses": {}}}
    code, out, _ = heroics("watch", host.schema)
    assert (code, out.count("\n")) == (1, 4)
    assert "more change" in out


def test_what_is_told_can_be_chosen(host, heroics):
    """``--fail-on`` chooses the least effect that is told."""
    heroics("lock", host.schema, "-o", "old")
    host.document["paths"]["/pings"] = {"get": {"operationId": "listPings", "tags": ["ping"], "responses": {}}}
    assert heroics("watch", host.schema, "--lock", "old", "--fail-on", "risky") == SILENT
    assert heroics("watch", host.schema, "--lock", "old", "--fail-on", "any")[0] == 1


def test_text_alone_is_no_change(host, heroics):
    """A description that reads otherwise is silent, and remembered."""
    heroics("watch", host.schema, "--state", "seen")
    before = Path("seen").read_bytes()
    host.document = changed_shop("text")
    assert heroics("watch", host.schema, "--state", "seen") == SILENT
    assert Path("seen").read_bytes() != before


def test_a_patch_that_is_not_one(host, heroics):
    """A wrong option is exit code 2, never 1, which says that something has changed."""
    Path("list.json").write_text("7", encoding="utf-8")
    assert heroics("watch", host.schema, "--state", "seen", "--patch", "list.json")[0] in {2, 4}
    assert not Path("seen").exists()


def test_links_beside_a_state(host, heroics):
    """In a shared folder, a link of somebody else does not say which file is written."""
    heroics("watch", host.schema, "--state", "seen")
    Path("precious").write_text("mine", encoding="utf-8")
    os.symlink("precious", "seen.before")
    host.document = gone()
    assert heroics("watch", host.schema, "--state", "seen")[0] == 1
    assert Path("precious").read_text(encoding="utf-8") == "mine"
    os.unlink("seen.lock")
    os.symlink("created", "seen.lock")
    assert heroics("watch", host.schema, "--state", "seen")[0] == 2
    os.symlink("created", "heroics.lock")
    assert heroics("lock", host.schema)[0] == 0
    assert not Path("created").exists()


def test_a_lock_in_the_place_of_its_schema(host, heroics):
    """`watch` and `lock` take a lock for the schema that it names, which is fetched again."""
    heroics("lock", host.schema, "-o", "shop.lock")
    assert heroics("watch", "shop.lock") == SILENT
    host.document = gone()
    assert heroics("watch", "shop.lock")[:1] == (1,)
    assert heroics("lock", "shop.lock") == (0, "wrote shop.lock: Shop, all 2 calls\n", "")
    assert json.loads(Path("shop.lock").read_text(encoding="utf-8"))["schema"] == host.schema


def test_counts_are_those_of_diff(host, heroics):
    """What several calls feel of one change is one change, as in `heroics diff`."""
    heroics("lock", host.schema)
    document = shop_document()
    document["security"] = [{"key": []}]
    document["components"] = {
        **document.get("components", {}),
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "Key"}},
    }
    host.document = document
    line = heroics("watch")[1].splitlines()[0]
    counts = heroics("diff", "heroics.lock", host.schema)[1].splitlines()[-1]
    assert line.partition(": ")[2] in counts
