import json
import os
import stat

import keyring
import pytest
from click.testing import CliRunner
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from heroics_py.cli.commands import heroics, run
from heroics_py.cli.profiles.profile_file import user_profiles


class Pocket(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.tokens = {}
        self.is_locked = False

    def get_password(self, service, username):
        if self.is_locked:
            raise KeyringLocked("locked, and here is sesame")
        return self.tokens.get((service, username))

    def set_password(self, service, username, password):
        self.tokens[service, username] = password

    def delete_password(self, service, username):
        del self.tokens[service, username]


@pytest.fixture
def pocket():
    before = keyring.get_keyring()
    keyring.set_keyring(Pocket())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


@pytest.fixture
def config(tmp_path):
    """Return the file of profiles, with a profile of the bookshelf in it."""
    assert run(["profile", "add", "shelf", "--schema", "bookshelf", "--url", "https://shelf.example"]) == 0
    return tmp_path / "config" / "heroics-py" / "profiles.json"


def failure(capsys, *arguments):
    """Return what a command that can't do its work says; it exits with 2."""
    capsys.readouterr()
    assert run(["profile", *arguments]) == 2
    return capsys.readouterr().err


def written(config, value):
    text = json.dumps({"profiles": value}) if isinstance(value, dict) else value
    config.write_text(text)


def test_profile_calls_its_api(host, capsys):
    """A profile is a command: ``heroics shop order list``."""
    run(["profile", "add", "shop", "--schema", host.schema, "--url", host.url])
    assert run(["shop", "order", "list", "-o", "json"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "added shop: Orders, 1 resource, 1 link"
    assert [path for path, _ in host.received] == ["/openapi.json", "/openapi.json", "/orders"]


def test_profile_is_a_schema(config, capsys):
    """The name of a profile is a SCHEMA of other commands."""
    assert run(["call", "shelf", "book", "list", "--dry-run"]) == 0
    assert "https://shelf.example/books" in capsys.readouterr().out


def test_file_is_private(config):
    """The file and its folder are open to the user alone."""
    modes = [stat.S_IMODE(os.stat(path).st_mode) for path in (config, config.parent)]
    assert modes == [0o600, 0o700]


@pytest.mark.parametrize(
    "name",
    ["a/b", "../x", "..", "", "Shelf", "é", "\uff53helf", "a b", "1a", "a.b", "a" * 41, "a\x1b[2J", "-x", "--help"],
)
def test_odd_name_is_refused(name, capsys):
    """A name that could be a path, an option or another name is refused."""
    error = failure(capsys, "add", "--schema", "bookshelf", "--", name)
    assert "can't be the name of a profile: expected up to 40 lower-case letters" in error
    assert "\x1b" not in error


@pytest.mark.parametrize("name", ["call", "profile", "check", "docs", "help", "heroku"])
def test_name_with_another_meaning_is_refused(name, capsys):
    """A profile can't have the name of a command or of a bundled schema."""
    assert f"'{name}' can't be the name of a profile: " in failure(capsys, "add", name, "--schema", "bookshelf")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--url", "https://ann:sesame@shelf.example"),
        ("--schema", "https://shelf.example/openapi.json?token=sesame"),
        ("--header", "Authorization: sesame"),
        ("--header", "X-Api-Key: sesame"),
        ("--header", "X-Other: Bearer sesame"),
        ("--token-from", "sesame!"),
    ],
)
def test_secret_is_refused(config, capsys, option, value):
    """A profile takes no secret; the error says where secrets go, and does not repeat it."""
    before = config.read_text()
    error = failure(capsys, "set", "shelf", option, value)
    assert "'heroics profile login shelf' keeps a token in the keyring of the system" in error
    assert "sesame" not in error
    assert config.read_text() == before


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (7, "it is a number: expected an object"),
        ({}, "it has no field 'schema'"),
        ({"schema": 7}, "schema: a number: expected text"),
        ({"schema": ""}, "schema: expected text on one line"),
        ({"schema": "orders.json"}, "schema: 'orders.json': expected a bundled name"),
        ({"schema": "heroku", "ur": "x"}, "it has an unknown field 'ur': did you mean 'url'?"),
        ({"schema": "heroku", "token": "sesame"}, "it has an unknown field 'token': a profile holds no secrets"),
        ({"schema": "heroku", "url": "ftp://x"}, "url: 'ftp://x': expected http"),
        ({"schema": "heroku", "url": ["x"]}, "url: a list: expected text"),
        ({"schema": "heroku", "headers": {"X-A": "a\nb"}}, "the header X-A needs a text on one line"),
        ({"schema": "heroku", "headers": {"Cookie": "sesame"}}, "the header Cookie is a secret"),
        ({"schema": "heroku", "timeout": True}, "timeout: true: expected a number of seconds"),
        ({"schema": "heroku", "timeout": -1}, "timeout: -1: expected a number of seconds above 0"),
        ({"schema": "heroku", "timeout": 10**400}, "expected a number of seconds above 0"),
        ({"schema": "heroku", "timeout": float("nan")}, "timeout: nan: expected a number of seconds above 0"),
        ({"schema": "\ud800"}, "schema: expected text on one line"),
        ({"schema": "heroku", "patch": ["mend.json"]}, "patch: 'mend.json': expected an absolute path"),
    ],
)
def test_faulty_profile_costs_itself_alone(config, capsys, fields, problem):
    """A profile that was spoiled by hand is named with its problem; the others work, and it can be removed."""
    written(config, {"faulty": fields, "shelf": {"schema": "bookshelf"}})
    error = failure(capsys, "show", "faulty")
    assert error.startswith(f"heroics: the profile 'faulty' in {config} can't be used: ")
    assert problem in error
    assert "sesame" not in error
    run(["profile", "list"])
    listed = capsys.readouterr().out.splitlines()
    assert (listed[0].startswith("faulty  can't be used: "), listed[1]) == (True, "shelf   no url  bookshelf")
    assert run(["profile", "set", "shelf", "--timeout", "3"]) == 0
    assert run(["profile", "remove", "faulty"]) == 0
    assert user_profiles().names() == ["shelf"]


@pytest.mark.parametrize("text", ["[]", '{"profiles": []}', '{"profiles": ', "\x00", "[" * 100_000], ids=repr)
def test_faulty_file_is_an_error_of_profiles_alone(config, capsys, text):
    """A file that is not JSON of profiles is named; commands without profiles work."""
    written(config, text)
    assert failure(capsys, "list").startswith(f"heroics: the file of profiles {config} can't be used: ")
    assert run(["call", "bookshelf"]) == 0


@pytest.mark.parametrize("mode", [0o666, 0o660, 0o602])
def test_file_that_others_can_write_is_refused(config, capsys, mode):
    """A file that others can write to could send tokens to them, so it is refused."""
    config.chmod(mode)
    assert f"others can write to it; make it yours alone: chmod 600 '{config}'" in failure(capsys, "list")


def test_link_is_followed(config, tmp_path):
    """A symbolic link to the file stays one: its target is read and written."""
    target = tmp_path / "dotfiles.json"
    config.rename(target)
    config.symlink_to(target)
    assert run(["profile", "set", "shelf", "--timeout", "3"]) == 0
    assert (config.is_symlink(), json.loads(target.read_text())["profiles"]["shelf"]["timeout"]) == (True, 3)


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_other_kind_of_file_is_refused(config, capsys, kind):
    """A folder or a pipe in place of the file is refused at once."""
    config.unlink()
    os.mkdir(config) if kind == "folder" else os.mkfifo(config)
    assert "it is not a file" in failure(capsys, "list")


def test_settings_are_kept(config, capsys, tmp_path):
    """Settings are kept, and `set` changes the ones that are named alone; an empty text removes one."""
    (tmp_path / "mend.json").write_text("{}")
    run(["profile", "set", "shelf", "--header", "X-Tenant: acme", "--timeout", "2.5", "--token-from", "SHELF_KEY"])
    run(["profile", "set", "shelf", "--patch", str(tmp_path / "mend.json"), "--timeout", ""])
    capsys.readouterr()
    run(["profile", "show", "shelf", "--json"])
    assert json.loads(capsys.readouterr().out) == {
        "name": "shelf",
        "schema": "bookshelf",
        "url": "https://shelf.example",
        "headers": {"X-Tenant": "acme"},
        "patch": [str(tmp_path / "mend.json")],
        "token_from": "SHELF_KEY",
    }


def test_relative_paths_become_absolute(tmp_path, monkeypatch, host):
    """The path of a schema is kept as an absolute one, so that the profile works from any folder."""
    (tmp_path / "orders.json").write_text(json.dumps(host.document))
    monkeypatch.chdir(tmp_path)
    run(["profile", "add", "shop", "--schema", "orders.json"])
    assert user_profiles().get("shop").schema == str(tmp_path / "orders.json")


def test_headers_of_a_profile_are_sent(host):
    """The headers of a profile go with every request to the API."""
    run(["profile", "add", "shop", "--schema", host.schema, "--url", host.url, "--header", "X-Tenant: acme"])
    run(["shop", "order", "list"])
    assert host.received[-1][1].get("X-Tenant") == "acme"


def test_profile_is_added_without_a_network(capsys):
    """A profile can be added while its schema can't be fetched."""
    assert run(["profile", "add", "shop", "--schema", "http://127.0.0.1:9/openapi.json"]) == 0
    assert "the schema can't be fetched now, the first call tries again" in capsys.readouterr().err


def test_profile_is_not_replaced(config, capsys):
    """Adding a profile twice is an error, and changes nothing."""
    assert "'heroics profile set shelf' changes it" in failure(capsys, "add", "shelf", "--schema", "heroku")
    assert user_profiles().get("shelf").schema == "bookshelf"


def test_missing_url_is_advised(capsys):
    """Without a url, adding says that no token is sent, and how to name the URL."""
    run(["profile", "add", "shop", "--schema", "bookshelf"])
    assert capsys.readouterr().err == (
        "heroics: the schema says that the API is at https://bookshelf.example; no token is sent until you name the "
        "url of the API: heroics profile set shop --url https://bookshelf.example\n"
    )


def logged_in(host, token="sesame"):
    run(["profile", "add", "shop", "--schema", host.schema, "--url", host.url])
    return CliRunner().invoke(heroics, ["profile", "login", "shop", "--token-stdin"], input=f"{token}\n")


def test_token_of_the_keyring_is_sent(host, pocket, tmp_path):
    """A login keeps the token in the keyring, for the origin of the profile, and in no file."""
    logged_in(host)
    assert pocket.tokens == {(f"heroics-py {host.url}", "shop"): "sesame"}
    run(["shop", "order", "list"])
    assert host.authorizations() == ["Bearer sesame"]
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"sesame" in path.read_bytes()] == []


def test_logout_forgets_the_token(host, pocket):
    """A logout removes the token from the keyring, and it is sent no more."""
    logged_in(host)
    run(["profile", "logout", "shop"])
    run(["shop", "order", "list"])
    assert (pocket.tokens, host.authorizations()) == ({}, [None])


def test_removed_profile_leaves_no_token(host, pocket):
    """Removing a profile removes its token."""
    logged_in(host)
    run(["profile", "remove", "shop"])
    assert (pocket.tokens, user_profiles().names()) == ({}, [])


def test_token_does_not_move_with_the_url(host, pocket):
    """A token is for one origin: another url of the profile forgets it."""
    logged_in(host)
    run(["profile", "set", "shop", "--url", "http://127.0.0.1:9"])
    run(["profile", "set", "shop", "--url", host.url])
    run(["shop", "order", "list"])
    assert (pocket.tokens, host.authorizations()) == ({}, [None])


def test_edited_url_gets_no_token(host, pocket, tmp_path):
    """A url that was changed by hand gets no token of the keyring."""
    logged_in(host)
    file = tmp_path / "config" / "heroics-py" / "profiles.json"
    written(file, file.read_text().replace('"url": "http://127.0.0.1', '"url": "http://localhost'))
    run(["shop", "order", "list"])
    assert host.authorizations() == [None]


def test_locked_keyring_is_one_line(host, pocket, capsys):
    """A keyring that can't be opened is one line without the text of its error."""
    logged_in(host)
    pocket.is_locked = True
    capsys.readouterr()
    assert run(["shop", "order", "list"]) == 2
    assert capsys.readouterr().err == (
        "heroics: the keyring can't be used (KeyringLocked): unlock it; "
        "HEROICS_TOKEN, netrc and --token-stdin work without it\n"
    )


def test_logout_with_a_locked_keyring(host, pocket, capsys):
    """A logout that could not remove the token fails, and the token stays."""
    logged_in(host)
    pocket.is_locked = True
    assert run(["profile", "logout", "shop"]) == 2
    assert "the token of shop is still kept: the keyring can't be used" in capsys.readouterr().err


def test_login_needs_a_url(pocket, capsys):
    """A token without an origin is not kept."""
    run(["profile", "add", "shop", "--schema", "bookshelf"])
    assert "a token is for one URL" in failure(capsys, "login", "shop")


@pytest.mark.parametrize("token", ["", "  ", "two\nlines", "gr\u00fcn", "x" * 70_000], ids=len)
def test_odd_token_is_refused(host, pocket, token):
    """What can't be a token is refused, and not shown."""
    done = logged_in(host, token)
    assert (done.exit_code, pocket.tokens) == (2, {})
    assert not token.strip() or token[:3] not in done.stderr


def test_show_says_where_the_token_comes_from(host, pocket, capsys, monkeypatch):
    """`show` says where the token comes from, and shows none."""
    logged_in(host)
    run(["profile", "show", "shop"])
    monkeypatch.setenv("HEROICS_TOKEN", "other")
    run(["profile", "show", "shop"])
    out = capsys.readouterr().out
    assert [line.split(maxsplit=1)[1] for line in out.splitlines() if line.startswith("token")] == [
        "in the keyring of the system",
        "from the environment variable HEROICS_TOKEN",
    ]
    assert "sesame" not in out


def test_help_lists_the_profiles(config, capsys):
    """``heroics --help`` lists the profiles, and works without them if their file is spoiled."""
    capsys.readouterr()
    run(["--help"])
    assert capsys.readouterr().out.endswith("\nProfiles:\n  shelf\n")
    written(config, "spoiled")
    assert (run(["--help"]), "Profiles" in capsys.readouterr().out) == (0, False)


def test_paging_of_a_profile_is_used(host, capsys):
    """A profile states how lists continue; one that fits no link is refused."""
    parameter = {"name": "page", "in": "query", "schema": {"type": "integer"}}
    host.document["paths"]["/orders"]["get"]["parameters"] = [parameter]
    host.orders = b"[1]"
    run(["profile", "add", "shop", "--schema", host.schema, "--url", host.url, "--paging", "order.list=pages(page)"])
    assert run(["shop", "order", "list", "-o", "json"]) == 0
    assert host.received[-1][0] == "/orders?page=2"
    assert "this API has no such resource" in failure(capsys, "set", "shop", "--paging", "thing.list=pages(page)")


def test_python_has_the_settings_of_the_profile(capsys):
    """--python connects with the headers, the paging and the time limit of the profile."""
    settings = ["--header", "X-Tenant: acme", "--paging", "book.list=pages(page, items=data)", "--timeout", "7"]
    run(["profile", "add", "shop", "--schema", "bookshelf", *settings])
    capsys.readouterr()
    run(["shop", "book", "list", "--python"])
    assert capsys.readouterr().out.splitlines()[2] == (
        "client = heroics_py.connect('bookshelf', headers={'X-Tenant': 'acme'}, "
        "paging={'book.list': heroics_py.Paging.pages('page', items='data')}, timeout=7.0)"
    )
