"""Options that a command does not have: the message names those that are meant."""

import pytest

from heroics_py.cli.commands import run


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("diff a b --json", "No such option '--json'; did you mean '-o json'?"),
        ("diff a b --md", "No such option '--md'; did you mean '-o markdown'?"),
        ("diff a b --format json", "No such option '--format'; did you mean '-o'?"),
        ("diff a b --exit-zero", "No such option '--exit-zero'; did you mean '--fail-on never'?"),
        ("diff a b --quiet", "No such option '--quiet'; expected one of -o/--output, --fail-on, --all,"),
        ("diff a b --al", "No such option '--al'; did you mean '--all'?"),
        ("diff a b -o changes.md", "'changes.md' is not a format; for a file, type '-o markdown > changes.md'"),
        ("lock heroku --lockfile x", "No such option '--lockfile'; did you mean '-o'?"),
        ("uses shop.yaml src/", "shop.yaml is not a program; for a schema, type '--schema shop.yaml'"),
        ("contract heroku", "no command or profile 'contract'; heroics_py.testing.contract(client) checks a server"),
        ("call bookshelf book list --json", "no option --json; did you mean '-o json'?"),
        ("call bookshelf book list --foo", "no option --foo; a value that begins with a dash follows --"),
    ],
)
def test_what_is_meant(capsys, line, text):
    """What other programs call an option, and a format in its place, lead to the option of this one."""
    assert run(line.split()) == 2
    assert text in capsys.readouterr().err


def test_short_names_of_formats(capsys):
    """A format has its short name, too."""
    assert run(["diff", "bookshelf", "bookshelf", "-o", "md"]) == 0
    assert capsys.readouterr().out.startswith("## Changes of the API")
