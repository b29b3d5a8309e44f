"""Answers are saved in one directory, and change nothing that is there."""

import os
import stat

import pytest

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.saved_files import SavedFiles, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("apps.json", "apps.json"),
        ("Bericht März.csv", "Bericht März.csv"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\x\\y.txt", "y.txt"),
        ("file.txt:stream", "stream"),
        ("..", "answer"),
        (".", "answer"),
        ("", "answer"),
        (".bashrc", "bashrc"),
        ("a\0b", "a_b"),
        ("a\nb\x1b[0m.txt", "a_b_0m.txt"),
        ("gpj.\u202eexe", "gpj._exe"),
        ("\uff0e\uff0e\uff0fpasswd", "passwd"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("-rf", "rf"),
        ("x" * 300 + ".json", "x" * 95 + ".json"),
        ("x. ", "x"),
        ("~/.ssh/authorized_keys", "authorized_keys"),
        ("$(reboot).sh", "_(reboot).sh"),
    ],
    ids=ascii,
)
def test_names(name, safe):
    """A name leads nowhere else, hides nothing, and misleads nobody."""
    assert safe_name(name) == safe


def test_new_file(tmp_path):
    """A file is new, and only its owner can read it."""
    path, size = SavedFiles(tmp_path).save("../a.txt", [b"one", b"two"])
    assert (path, size, path.read_bytes()) == (tmp_path / "a.txt", 6, b"onetwo")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_existing_file(tmp_path):
    """A file that is there is not overwritten."""
    (tmp_path / "a.txt").write_text("mine")
    path, _ = SavedFiles(tmp_path).save("a.txt", [b"theirs"])
    assert (path.name, (tmp_path / "a.txt").read_text()) == ("a-2.txt", "mine")


def test_symbolic_link(tmp_path):
    """A link in the directory is not followed, whether it leads to a file or to nothing."""
    secret = tmp_path / "secret"
    secret.write_text("mine")
    directory = tmp_path / "files"
    directory.mkdir()
    os.symlink(secret, directory / "a.txt")
    os.symlink(tmp_path / "nothing", directory / "b.txt")
    files = SavedFiles(directory)
    assert files.save("a.txt", [b"x"])[0] == directory / "a-2.txt"
    assert files.save("b.txt", [b"x"])[0] == directory / "b-2.txt"
    assert secret.read_text() == "mine"
    assert not (tmp_path / "nothing").exists()


def test_too_large(tmp_path):
    """What is too large, or fails, leaves nothing behind."""
    files = SavedFiles(tmp_path)
    with pytest.raises(Refused, match="more than 3 bytes"):
        files.save("a.txt", [b"ab", b"cd"], most=3)
    with pytest.raises(ZeroDivisionError):
        files.save("b.txt", (b"x" * (1 // number) for number in (1, 0)))
    assert list(tmp_path.iterdir()) == []


def test_directory(tmp_path):
    """The directory has to exist."""
    with pytest.raises(Refused, match="the directory does not exist; create it first"):
        SavedFiles(tmp_path / "nowhere")
