"""A file that is written as a whole."""

import os

import pytest

from heroics_py.support.whole_files import write_whole


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_write_that_fails_or_is_interrupted_leaves_the_old_file_alone(tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    path = tmp_path / ("a" * 250)
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(error):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


def test_permissions_and_links_stay(tmp_path):
    """A new file has those of any new file. What a link leads to is replaced in its own folder."""
    link, other = tmp_path / "link", tmp_path / "elsewhere"
    other.mkdir()
    link.symlink_to(other / "file")
    mask = os.umask(0o027)
    try:
        write_whole(other / "file", b"first")
        assert (other / "file").stat().st_mode & 0o777 == 0o640
        (other / "file").chmod(0o604)
        write_whole(link, b"second")
    finally:
        os.umask(mask)
    assert (other / "file").stat().st_mode & 0o777 == 0o604
    assert (link.is_symlink(), link.read_bytes(), [*other.iterdir()]) == (True, b"second", [other / "file"])
