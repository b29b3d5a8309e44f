import json
import os
import time

import pytest
from click.testing import CliRunner

import heroics_py
from heroics_py.cli.commands import heroics, run
from heroics_py.cli.completion.answer import answer_text
from heroics_py.cli.completion.candidate import Candidate, matching
from heroics_py.cli.completion.complete import complete
from heroics_py.cli.completion.identity_file import OLDEST, forget_identities
from heroics_py.cli.completion.kept_files import directory
from heroics_py.cli.completion.line import bash_line
from heroics_py.cli.completion.program import complete_for
from heroics_py.cli.completion.scripts import SHELLS, script
from heroics_py.errors import HeroicsError

SHOP = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {
        "/orders": {
            "get": {
                "operationId": "listOrders",
                "tags": ["order"],
                "parameters": [{"name": "state", "in": "query", "schema": {"enum": ["open", "done"]}}],
                "responses": {"200": {"description": "ok"}},
            }
        }
    },
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a directory that keeps the indexes of all tests."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(autouse=True)
def _indexes(kept, monkeypatch):
    """Keep the indexes for the next test, and no identities."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    forget_identities()


def offered(line):
    """Return the words that Tab offers at the end of a line of bash."""
    read = bash_line(line, "")
    return [each.word for each in matching(complete(read), read.current)]


@pytest.fixture(scope="module")
def served():
    """Serve a sandbox with two apps, and return its URL and the name of a dyno of the first."""
    with heroics_py.sandbox() as heroku:
        heroku.app.create(name="example")
        heroku.app.create(name="other")
        dyno = heroku.dyno.create("example", command="one")
        yield heroku._core.base_url, dyno.name


@pytest.fixture
def call(served, monkeypatch, capsys):
    """Return a function that calls a link of the sandbox from the command line."""
    monkeypatch.setenv("HEROICS_TOKEN", "sentinel-of-the-token")

    def call(*words):
        assert run(["call", "heroku", *words, "--url", served[0]]) == 0
        return capsys.readouterr().out

    call.url, call.dyno = served
    return call


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("heroics ca", ["call", "cache"]),
        ("heroics completion z", ["zsh"]),
        ("heroics check --pa", ["--patch"]),
        ("heroics diff heroku@", ["heroku@0.5.0"]),
        ("heroics diff heroku bookshelf.op", ["bookshelf.openapi"]),
        ("heroics diff heroku bookshelf --fail-on=n", ["--fail-on=never"]),
        ("heroics call heroku-", ["heroku-platform-api", "heroku-platform-api-0.5.0"]),
        ("heroics call heroku config-v", ["config-var"]),
        ("heroics call heroku config_var ", ["info", "update"]),
        ("heroics call heroku app.cr", ["app.create"]),
        ("heroics call heroku app create --re", ["--region"]),
        ("heroics call heroku app create --name x --re", ["--region"]),
        ("heroics call heroku app create reg", ["region="]),
        ("heroics call heroku app update x ", ["build_stack=", "maintenance=", "name="]),
        ("heroics call heroku app update x maintenance=", ["maintenance=true", "maintenance=false"]),
        ("heroics call heroku app.update x --maintenance=t", ["--maintenance=true"]),
        ("heroics call heroku app update x maintenance=true na", ["name="]),
        ("heroics call heroku app update x --no-m", ["--no-maintenance"]),
        ("heroics call heroku app list -o j", ["json", "jsonl"]),
        ("heroics call heroku app list --fields=id,owner.e", ["--fields=id,owner.email"]),
        ("heroics call heroku app list --range up", ["updated_at"]),
        ("heroics call bookshelf loan cre", ["create"]),
        ("TOKEN=x heroics call heroku app cr", ["create"]),
        ("true; heroics call heroku app cr", ["create"]),
        ("heroics call heroku nothing ", []),
        ("heroics call nothing app ", None),
    ],
)
def test_words(line, words):
    """Tab offers the commands, schemas, resources, links, arguments, options and listed values that fit."""
    if words is None:
        assert answered(line) == ""
    else:
        assert offered(line) == words


def answered(line):
    """Return what the program prints for a line of bash, in a process of its own."""
    from subprocess import run as run_process
    from sys import executable

    fields = "".join(f"{each}\0" for each in (line, ""))
    done = run_process(
        [executable, "-m", "heroics_py"],
        input=fields.encode(),
        env={**os.environ, "_HEROICS_COMPLETE": "bash"},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout.decode()


def test_files(tmp_path, monkeypatch):
    """Tab offers schema files for a schema, and files after an "@"."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))
    (tmp_path / "notes.txt").touch()
    (tmp_path / "sub folder").mkdir()
    assert offered("heroics call sh") == ["shop.json"]
    assert offered("heroics sandbox heroku --data n") == ["notes.txt"]
    assert offered("heroics call ./s") == ["./shop.json", "./sub folder/"]
    assert offered("heroics call heroku app create name=@n") == ["name=@notes.txt"]
    assert offered("heroics call heroku app create --body @n") == ["@notes.txt"]
    assert offered("heroics call heroku app list > n") == ["notes.txt"]
    assert offered("heroics call shop.json order list state=") == ["state=open", "state=done"]


def test_profiles(tmp_path, monkeypatch):
    """Tab offers profiles as commands and as schemas, and the links of their APIs."""
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "heroics-py").mkdir()
    profile = {"shop": {"schema": str(tmp_path / "shop.json"), "url": "https://shop.example"}}
    (tmp_path / "heroics-py" / "profiles.json").write_text(json.dumps({"profiles": profile}))
    assert offered("heroics sh") == ["shop"]
    assert offered("heroics call sh") == ["shop"]
    assert offered("heroics shop order l") == ["list"]


def test_changed_schema(tmp_path, monkeypatch):
    """A schema that has changed is read again, even with the size and time of the old one."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(SHOP))
    time.sleep(0.1)
    assert offered("heroics call ./shop.json ") == ["order"]
    before = file.stat()
    file.write_text(json.dumps(SHOP).replace('"order"', '"offer"'))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    time.sleep(0.1)
    assert offered("heroics call ./shop.json ") == ["offer"]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"x" * 100_000, b'{"program":1}'], ids=["empty", "short", "long", "json"]
)
def test_damaged_indexes(content, tmp_path, monkeypatch):
    """Damaged indexes are made again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    expected = offered("heroics call bookshelf loan ")
    assert len(os.listdir(directory())) == 2
    for name in os.listdir(directory()):
        with open(os.path.join(directory(), name), "wb") as file:
            file.write(content)
    assert offered("heroics call bookshelf loan ") == expected


def test_unusable_directory(tmp_path, monkeypatch):
    """Without a place for indexes, Tab still answers."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert offered("heroics call bookshelf loan cr") == ["create"]


def test_identities(call):
    """Tab offers what earlier calls of the same account returned, and nothing to others."""
    call("app", "list")
    line = f"heroics call heroku app info --url {call.url} "
    assert sorted(offered(line)) == ["example", "other"]
    assert offered(f"{line}ex") == ["example"]
    assert offered(f"{line}app_identity=e") == ["app_identity=example"]
    assert offered(f"heroics call heroku app info --token-stdin --url {call.url} ") == []
    assert offered("heroics call heroku app info --url https://api.example ") == []


def test_identities_of_another_account(call, monkeypatch):
    """Another token sees no identities of the first one, and neither does another netrc."""
    call("app", "list")
    line = f"heroics call heroku app info --url {call.url} "
    assert offered(line) != []
    monkeypatch.setenv("HEROICS_TOKEN", "another")
    assert offered(line) == []
    monkeypatch.setenv("HEROICS_TOKEN", "sentinel-of-the-token")
    with open(os.path.expanduser("~/.netrc"), "w", encoding="utf-8") as file:
        file.write("machine shop.example login a password b")
    assert offered(line) == []


def test_identities_within_another(call):
    """Tab offers the parts of the thing that the line names, and not those of others."""
    call("dyno", "list", "example")
    line = f"heroics call heroku dyno info --url {call.url} "
    assert offered(f"{line}example ") == [call.dyno]
    assert offered(f"{line}other ") == []


def test_identity_that_is_gone(call):
    """Tab no longer offers what was deleted."""
    call("app", "create", "name=gone")
    line = f"heroics call heroku app info --url {call.url} go"
    assert offered(line) == ["gone"]
    call("app", "delete", "gone")
    assert offered(line) == []


def test_kept_identities_hold_no_secrets(call):
    """The files of Tab hold no secret resource, no token, and nothing but what identifies things."""
    call("config-var", "update", "example", "SECRET=sentinel-of-a-value")
    call("config-var", "info", "example")
    call("oauth-authorization", "create", 'scope:=["global"]')
    call("app", "info", "example")
    contents = b""
    for name in os.listdir(directory()):
        path = os.path.join(directory(), name)
        assert os.stat(path).st_mode & 0o077 == 0
        if name.startswith("identities-"):
            with open(path, "rb") as file:
                contents += file.read()
    assert b"example" in contents
    assert b"sentinel" not in contents
    assert b"web_url" not in contents


def test_old_identities(call, monkeypatch):
    """Tab forgets identities after a week."""
    call("app", "list")
    line = f"heroics call heroku app info --url {call.url} "
    now = time.time()
    monkeypatch.setattr("heroics_py.cli.completion.known_identities.time.time", lambda: now + OLDEST + 60)
    assert offered(line) == []


def test_forgetting(call):
    """Clearing the cache forgets the identities."""
    call("app", "list")
    assert run(["cache", "clear"]) == 0
    assert offered(f"heroics call heroku app info --url {call.url} ") == []


def test_renaming(call):
    """A renamed thing is offered by its new name alone."""
    call("app", "create", "name=before")
    call("app", "update", "before", "name=after")
    line = f"heroics call heroku app info --url {call.url} "
    assert (offered(f"{line}be"), offered(f"{line}af")) == ([], ["after"])


def test_calls_that_leave_no_trace(call):
    """Calls with --no-cache are not remembered."""
    call("app", "list", "--no-cache")
    assert offered(f"heroics call heroku app info --url {call.url} ") == []


def test_live_schema(monkeypatch, tmp_path):
    """A live schema that no command has read is not requested by Tab."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("Tab opened a connection"))
    with pytest.raises(HeroicsError, match="no copy"):
        offered("heroics call https://shop.example/openapi.json ")


def test_program():
    """The command line of a program's own client completes, without the options that the program decides."""
    client = heroics_py.connect("bookshelf", url="http://127.0.0.1:9")
    read = bash_line("shop loan create --", "")
    words = [each.word for each in matching(complete_for(client, read), "--")]
    assert "--borrower" in words
    assert "--url" not in words


def test_unprintable_words():
    """Words with line ends, control characters or invisible ones are never offered, and never shown."""
    words = [
        "a\nb",
        "a\rb",
        "a\tb",
        "a\x1b[31mb",
        "a\u202eb",
        "a\u200bb",
        "a\x00b",
        "\ud800",
        "a\x7fb",
        "a\u2028b",
        "ok",
    ]
    found = matching([Candidate(word, f"text {word}") for word in words], "")
    assert [each.word for each in found] == ["ok"]
    (each,) = matching([Candidate("ok", "one\ntwo\x1b[31m\u202ethree")], "")
    assert each.text == "one two [31m three"


@pytest.mark.parametrize(
    ("line", "replaced", "word", "written"),
    [
        ("heroics my", "my", "my app", "=my\\ app"),
        ('heroics "my', "my", 'my "app"', '=my \\"app\\""'),
        ("heroics 'my", "my", "my 'app'", "=my '\\''app'\\'''"),
        ("heroics region=e", "e", "region=eu", "=eu"),
        ("heroics region=", "", "region=eu", "=eu"),
        ("heroics a:b", "b", "a:b:$c", "=b:\\$c"),
        ('heroics "a!', "a!", "a!b`", "=a\"'!'\"b\\`"),
    ],
)
def test_quotes_of_bash(line, replaced, word, written):
    """Bash gets the end of the word that it replaces, in the quotes that are open."""
    assert answer_text("bash", [line, replaced], lambda _: [Candidate(word)]) == f"{written}\n"


@pytest.mark.parametrize(
    ("shell", "line", "written"),
    [
        ("bash", "heroics call ~/my", "=~/my\\ shop.json\n"),
        ("bash", "heroics call ~/my -o ~/my", "=~/my\\ shop.json\n"),
        ("bash", "heroics call '~/my", "=~/my shop.json\n"),
        ("fish", "heroics call ~/my", "~/my shop.json\tfile\n"),
    ],
)
def test_home(shell, line, written):
    """The tilde of a path stays as the user typed it, so that the shell puts the home folder there."""
    found = [Candidate("~/my shop.json", "file" if shell == "fish" else "", is_path=True)]
    assert answer_text(shell, [line, "~/my"], lambda _: found) == written
    assert answer_text("fish", [line], lambda _: [Candidate("~name")]) == ""


def test_scripts():
    """The command prints the script of each shell for any program, and refuses a name that a shell could run."""
    for shell in SHELLS:
        result = CliRunner().invoke(heroics, ["completion", shell, "--program", "shop"])
        assert result.output == script(shell, "shop")
    assert run(["completion", "bash", "--program", "x;touch y"]) == 2


def test_installation(tmp_path, monkeypatch, capsys):
    """--install writes the script where the shell looks for it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert run(["completion", "bash", "--install"]) == 0
    path = tmp_path / "data" / "bash-completion" / "completions" / "heroics"
    assert path.read_text() == script("bash", "heroics")
    assert str(path) in capsys.readouterr().out
