"""The files of a schema: which are read, which are skipped, and none is waited for."""

import json
import os
import socket
import subprocess
import sys

import pytest

from heroics_py import check
from heroics_py.errors import SchemaError
from heroics_py.readers import files, read_api

THING = '{"definitions": {"id": {"type": "string"}}, "links": [{"href": "/things", "title": "List"}]}'
posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "schemas"
    inside.mkdir()
    (inside / "meta.json").write_text('{"title": "Shop"}')
    (inside / "thing.json").write_text(THING)
    return inside


def left_out(folder):
    return [each.message for each in check(folder) if each.kind == "left-out"]


def refusal(path, **options):
    with pytest.raises(SchemaError) as caught:
        read_api(path, **options)
    return str(caught.value)


def test_link_out_of_folder_is_skipped(folder, tmp_path):
    """A symbolic link to a file elsewhere is left out, whether relative or absolute; `check` says so."""
    (tmp_path / "secret.json").write_text('{"links": [{"href": "/secret", "title": "Secret"}]}')
    (folder / "absolute.json").symlink_to(tmp_path / "secret.json")
    (folder / "relative.json").symlink_to("../secret.json")
    assert list(read_api(folder).resources) == ["thing"]
    assert left_out(folder) == [
        f"{name}.json is a symbolic link that points out of the folder" for name in ("absolute", "relative")
    ]


def test_chained_link_out_is_skipped(folder, tmp_path):
    """The final target of a link counts, not the first."""
    (tmp_path / "secret.json").write_text(THING)
    (folder / "first.txt").symlink_to(tmp_path / "secret.json")
    (folder / "second.json").symlink_to("first.txt")
    assert left_out(folder) == ["second.json is a symbolic link that points out of the folder"]


def test_similar_folder_name_is_outside(folder, tmp_path):
    """/a/schemas-private is outside of /a/schemas."""
    other = tmp_path / "schemas-private"
    other.mkdir()
    (other / "secret.json").write_text(THING)
    (folder / "secret.json").symlink_to(other / "secret.json")
    assert left_out(folder) == ["secret.json is a symbolic link that points out of the folder"]


def test_link_to_folder_is_skipped(folder, tmp_path):
    """A link to a folder is not entered, inside or outside of the folder; both are reported."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.json").write_text(THING)
    (folder / "out").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    assert list(read_api(folder).resources) == ["thing"]
    assert left_out(folder) == [
        "out is a symbolic link that points out of the folder",
        "round is a symbolic link to a folder",
    ]


def test_link_within_folder_is_followed(folder):
    """A link from one schema to another of the same folder is a schema of its own."""
    (folder / "other.json").symlink_to("thing.json")
    assert sorted(read_api(folder).resources) == ["other", "thing"]
    assert left_out(folder) == []


def test_linked_folder_is_read(folder, tmp_path):
    """The caller names the folder, so that a link to it is the caller's own."""
    (tmp_path / "link").symlink_to(folder)
    assert list(read_api(tmp_path / "link").resources) == ["thing"]


@posix
def test_special_files_are_skipped(folder, tmp_path, monkeypatch):
    """A named pipe, a socket and a dangling link are skipped without waiting."""
    os.mkfifo(folder / "pipe.json")
    monkeypatch.chdir(folder)  # a socket's path may not be long
    (folder / "gone.json").symlink_to("nothing.json")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.json")
        assert list(read_api(folder).resources) == ["thing"]
        assert left_out(folder) == [
            "gone.json is a symbolic link that points to nothing",
            "pipe.json is a named pipe, not a file",
            "socket.json is a socket, not a file",
        ]


@posix
def test_empty_folder_lists_skipped_files(tmp_path):
    """Where no schema remains, the error names what was there."""
    os.mkfifo(tmp_path / "pipe.json")
    assert "contains no schema: pipe.json is a named pipe, not a file; expected files that end in" in refusal(tmp_path)


@posix
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/tty0x/../null"])
def test_device_is_rejected(path):
    """An endless device is not read, however its path is spelled."""
    assert "can't read the schema" in refusal(path)


@posix
def test_named_pipe_is_rejected(tmp_path):
    """A named pipe without a writer is rejected at once."""
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "link.json").symlink_to("pipe.json")
    assert "expected a file, but it is a named pipe" in refusal(tmp_path / "pipe.json")
    assert "expected a file, but it is a named pipe" in refusal(tmp_path / "link.json")


@posix
@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="needs /dev/stdin")
def test_shell_pipe_is_read():
    """``heroics check <(command)`` and /dev/stdin go on to work."""
    code = "import heroics_py; print(list(heroics_py.read('/dev/stdin').resources) != [])"
    document = json.dumps({"definitions": {"thing": json.loads(THING)}})
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, input=document, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_size_limit_ignores_metadata(tmp_path):
    """The bytes are counted while they are read."""
    (tmp_path / "large.json").write_text(THING + " " * 1000)
    with pytest.raises(SchemaError, match="it contains more than 500 bytes"):
        files.read_file(str(tmp_path / "large.json"), largest=500)


def test_folder_size_is_limited(folder, monkeypatch):
    """The files of a folder share one limit."""
    monkeypatch.setattr("heroics_py.readers.folder.LARGEST", len('{"title": "Shop"}') + 10)
    assert "it contains more than 10 bytes" in refusal(folder)


def test_entry_count_is_limited(folder, monkeypatch):
    """A whole file system, given for a folder of schemas, is not walked to its end."""
    monkeypatch.setattr(files, "_MOST_ENTRIES", 2)
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("")
    assert "contains more than 2 files and folders" in refusal(folder)


def test_swapped_file_is_rejected(folder, tmp_path):
    """A file that is replaced by a link after it was listed is not read."""
    real = files.list_folder(str(folder), (".json",)).files["thing.json"]
    (folder / "thing.json").unlink()
    (tmp_path / "secret.json").write_text(THING)
    (folder / "thing.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(SchemaError, match="can't read the schema"):
        files.read_file("thing.json", real)
