import heroics_py
from heroics_py.cli.commands import run


def filled(path):
    """Store two responses in a cache in files, and return their size in bytes."""
    with heroics_py.sandbox(cache=path) as heroku:
        heroku.app.create(name="example")
        heroku.app.info("example")
        heroku.app.list()
    return sum(file.stat().st_size for file in (path / "heroics-http" / "entries").rglob("*") if file.name != "dropped")


def test_info_shows_place_and_size(tmp_path, capsys):
    """Info shows where the cache is and how much it contains."""
    filled(tmp_path / "cache")
    assert run(["cache", "info", "--path", str(tmp_path / "cache")]) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (lines["where"], lines["entries"]) == (str(tmp_path / "cache" / "heroics-http"), "2")


def test_clear_removes_responses(tmp_path, capsys):
    """Clear removes every response."""
    filled(tmp_path / "cache")
    assert run(["cache", "clear", "--path", str(tmp_path / "cache")]) == 0
    assert capsys.readouterr().out.startswith("removed 2 responses, ")
    assert run(["cache", "clear", "--path", str(tmp_path / "cache")]) == 0
    assert capsys.readouterr().out == "removed 0 responses, 0 bytes\n"


def test_default_is_user_cache(tmp_path, capsys, monkeypatch):
    """The default is the user's cache directory."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "own")
    assert run(["cache", "info"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"where    {tmp_path / 'own' / 'heroics-http'}"


def test_info_creates_no_cache(tmp_path, capsys):
    """Info does not create a cache."""
    assert run(["cache", "info", "--path", str(tmp_path / "none")]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["entries  0", "size     0 bytes"]
    assert not (tmp_path / "none").exists()
