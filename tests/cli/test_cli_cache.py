import heroics_py
from heroics_py.cli.commands import run


def filled(path):
    """Put two answers into a cache in files; return how many bytes they take there."""
    with heroics_py.sandbox(cache=path) as heroku:
        heroku.app.create(name="example")
        heroku.app.info("example")
        heroku.app.list()
    return sum(file.stat().st_size for file in (path / "heroics-http" / "entries").rglob("*") if file.name != "dropped")


def test_info_tells_where_the_cache_lies_and_what_it_holds(tmp_path, capsys):
    filled(tmp_path / "kept")
    assert run(["cache", "info", "--path", str(tmp_path / "kept")]) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (lines["where"], lines["entries"]) == (str(tmp_path / "kept" / "heroics-http"), "2")


def test_clear_removes_every_answer(tmp_path, capsys):
    filled(tmp_path / "kept")
    assert run(["cache", "clear", "--path", str(tmp_path / "kept")]) == 0
    assert capsys.readouterr().out.startswith("removed 2 responses, ")
    assert run(["cache", "clear", "--path", str(tmp_path / "kept")]) == 0
    assert capsys.readouterr().out == "removed 0 responses, 0 bytes\n"


def test_without_a_path_it_is_the_cache_of_the_user(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "own")
    assert run(["cache", "info"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"where    {tmp_path / 'own' / 'heroics-http'}"


def test_looking_at_a_cache_that_is_not_there_makes_none(tmp_path, capsys):
    assert run(["cache", "info", "--path", str(tmp_path / "none")]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["entries  0", "size     0 bytes"]
    assert not (tmp_path / "none").exists()
