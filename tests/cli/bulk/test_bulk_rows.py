"""The rows that ``--each`` reads, and the arguments that its names mean."""

import click
import pytest

from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.bulk.names import argument_names
from heroics_py.cli.bulk.rows import MISSING, column_of, read_rows
from heroics_py.cli.bulk.sources import Source, read_sources, source_of
from heroics_py.testing import sandbox


def values(text, *columns, has_header=False):
    rows = read_rows(text, columns, "standard input", has_header=has_header)
    return [each.value if not isinstance(each.value, dict) else column_of(each, columns[0], "") for each in rows]


@pytest.mark.parametrize(
    "text",
    [
        '[{"name": "a"}, {"name": "b"}]',
        '[\n  {"name": "a"},\n  {"name": "b"}\n]\n',
        '{"name": "a"}\n{"name": "b"}\n',
        '{\n  "name": "a"\n}\n{\n  "name": "b"\n}\n',
        "name\na\nb\n",
        "\ufeffname,region\r\na,eu\r\nb,us\r\n",
        "region;name\neu;a\nus;b\n",
        "region\tname\neu\ta\n\nus\tb\n",
        '"name"\n"a"\n"b"\n',
        "a\nb\n",
        "a\r\n\r\nb",
        '"a"\n"b"\n',
        '["a", "b"]',
    ],
)
def test_formats(text):
    """Rows are a JSON array, JSON values, CSV in any of its forms, or lines; the text shows which."""
    assert values(text, "name") == ["a", "b"]


@pytest.mark.parametrize("letter", ["\u2028", "\x85", "\x0b", "\x0c", "\x1e", "\r", "\u00a0"])
def test_one_line_is_one_row(letter):
    """A name with a separator of Unicode is one value, which names no other thing."""
    assert values(f"shop{letter}prod\nblog{letter}x\n", "name") == [f"shop{letter}prod", f"blog{letter}x"]


def test_column_twice():
    """A column that is there twice has no clear value."""
    for columns in (["name"], []):
        with pytest.raises(click.ClickException, match="has the column 'name' twice"):
            read_rows("name,id,name\na,1,b\n", columns, "a.csv", has_header=True)
    assert values("note,name,note\nx,a,y\n", "name") == ["a"]


def test_numbers_of_json_are_no_text():
    """The values of JSON keep their types, and those of CSV and of lines are text."""
    rows = [*read_rows('{"n": 1}', ["n"], "", has_header=False), *read_rows("n\n1\n", ["n"], "", has_header=False)]
    assert [(each.value, each.is_text) for each in rows] == [({"n": 1}, False), ({"n": "1"}, True)]


def test_line_for_excel():
    """The line that tells Excel what separates the columns is not a header."""
    rows = read_rows("\ufeffsep=;\r\nname;region\r\na;eu\r\n", ["name"], "", has_header=True)
    assert [(each.line, each.value) for each in rows] == [(3, {"name": "a", "region": "eu"})]


def test_path_in_a_row():
    """A name with dots is a path into objects, unless a column has that name."""
    rows = read_rows('[{"owner": {"email": "a"}}, {"owner.email": "b"}]', ["owner.email"], "", has_header=False)
    assert [column_of(each, "owner.email", "") for each in rows] == ["a", "b"]


def test_empty_cell():
    """An empty cell has no value."""
    rows = read_rows("name,region\na,\n", ["region"], "", has_header=True)
    assert column_of(rows[0], "region", "") is MISSING


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"name": "a"}\n{"name": \n', "row 2 of standard input is not valid JSON"),
        ('[{"name": "a"},\n {"name"}]', "line 1 of standard input is not valid JSON"),
        ('{"name": NaN}', "row 1 of standard input is not valid JSON: NaN is not a number of JSON"),
        ("name,region\na,eu\nb\n", "row 2 (line 3) of standard input has 1 cell, and the header has 2 cells"),
        ('name,region\n"a,eu\n', "row 1 (line 2) of standard input is not valid CSV"),
    ],
)
def test_malformed_rows(text, problem):
    """A malformed row is an error that names it, before anything is sent."""
    with pytest.raises(click.ClickException) as caught:
        read_rows(text, ["name"], "standard input", has_header=False)
    assert caught.value.format_message().startswith(problem)
    assert caught.value.format_message().endswith("; nothing was sent")
    assert caught.value.exit_code == 2


def test_missing_column():
    """A column that the header does not have is an error with the closest name."""
    with pytest.raises(click.ClickException, match="no column 'nmae'; did you mean 'name'"):
        read_rows("name,region\na,eu\n", ["nmae", "region"], "standard input", has_header=True)


def test_sources():
    """A source is standard input, a column of it, a file, or a column of a file."""
    texts = ["name=-", "name=new", "name=@a.csv", "name=new@a.csv"]
    assert [source_of(each) for each in texts] == [
        Source("name", "", "-"),
        Source("name", "new", "-"),
        Source("name", "", "a.csv"),
        Source("name", "new", "a.csv"),
    ]


def test_files_side_by_side(tmp_path):
    """Several files are read side by side, and have the same number of rows."""
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("a\nb\n")
    new.write_text("c\nd\n")
    sources = [source_of(f"app=@{old}"), source_of(f"name=@{new}")]
    cells = [[each.value for each in row.cells] for row in read_sources(sources)]
    assert cells == [["a", "c"], ["b", "d"]]
    new.write_text("c\n")
    with pytest.raises(click.ClickException, match="expected the same number"):
        read_sources(sources)


@pytest.fixture(scope="module")
def heroku():
    with sandbox("heroku") as client:
        yield client


@pytest.mark.parametrize(
    ("link", "names", "unnamed", "meant"),
    [
        ("app.update", ["name"], 0, {"name": "app_identity"}),
        ("app.update", ["name"], 1, {"name": "name"}),
        ("app.update", ["app", "name"], 0, {"app": "app_identity", "name": "name"}),
        ("app.update", ["name", "app"], 0, {"app": "app_identity", "name": "name"}),
        ("app.update", ["app_identity"], 0, {"app_identity": "app_identity"}),
        ("app.create", ["name"], 0, {"name": "name"}),
        ("dyno.info", ["dyno"], 1, {"dyno": "dyno_identity"}),
        ("config_var.update", ["app", "FOO"], 0, {"app": "app_identity", "FOO": "FOO"}),
    ],
)
def test_names(heroku, link, names, unnamed, meant):
    """A name means an argument, the resource that one identifies, or what identifies it, which comes before a field."""
    resource, _, call = link.partition(".")
    facts = LinkFacts(getattr(getattr(heroku, resource), call))
    assert argument_names(facts, names, unnamed, []) == meant


def test_ambiguous_name(heroku):
    """A name that identifies several things of the path is an error that names their arguments."""
    facts = LinkFacts(heroku.app_feature.update)
    with pytest.raises(click.UsageError, match="may identify 'app_identity' or 'app_feature_identity'"):
        argument_names(facts, ["name"], 0, [])
