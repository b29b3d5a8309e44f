"""The calls of shell scripts."""

import pytest

import heroics_py

LINES = [
    ("heroics call heroku app list", "app.list  -> *"),
    ("heroics call heroku config-var update shop FOO=bar BAZ:=null", "config_var.update  BAZ, FOO  -> *"),
    ("heroics call heroku app.create --name x --no-maintenance -o json", "app.create  maintenance, name  -> *"),
    ("url=$(heroics call heroku app info shop --fields name,owner.email)", "app.info  -> name, owner.email"),
    ("/opt/bin/heroics call ./shop.yaml order list | jq .", "order.list  -> *"),
    ('if x; then heroics call heroku app "$verb"; fi', "calls a link whose name is computed"),
    ("heroics call heroku app create --body '{}'", "app.create  *  -> *"),
    ("heroics call heroku --help", None),
    ("echo the heroics of old", None),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_line(tmp_path, line, expected):
    """A call in a shell script is found."""
    (tmp_path / "run.sh").write_text(f"#!/bin/sh\n{line}\n")
    found = [str(each).partition("run.sh:2  ")[2] for each in heroics_py.uses(tmp_path)]
    assert found == ([] if expected is None else [expected])


def test_continued_line(tmp_path):
    """A line that ends in a backslash goes on."""
    (tmp_path / "run.sh").write_text("heroics call heroku \\\n  app list\n")
    assert heroics_py.uses(tmp_path).calls == ("app.list",)


def test_edit(tmp_path):
    """An edit reads and updates."""
    (tmp_path / "run.sh").write_text("heroics edit heroku app shop\n")
    assert heroics_py.uses(tmp_path).calls == ("app.info", "app.update")
