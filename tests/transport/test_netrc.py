"""What of a netrc file is read, what is told of the rest, and what a 401 says of it."""

import os
import pickle
from base64 import b64decode

import pytest
from scripted import Scripted, answer

import heroics_py
from heroics_py.transport.credentials.netrc import look_up
from heroics_py.transport.credentials.netrc_parser import parse_netrc
from heroics_py.transport.credentials.sources import credentials_for

API = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {"thing": {"links": [{"title": "Info", "rel": "self", "method": "GET", "href": "/thing"}]}},
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}
GOOD = "machine shop.example login me password s3ntinel\n"


def read(text):
    entries, odd = parse_netrc(text)
    return {name: (each.login, each.password and each.password.reveal()) for name, each in entries.items()}, odd


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (f"{GOOD}protocol https\n", 2, "a word that netrc does not know"),
        (f"machine a.example\n  protocol https\n  login x\n  password y\n{GOOD}", 2, "a word that netrc does not know"),
        (f"machine a.example port 443 login x password y\n{GOOD}", 1, "a word that netrc does not know"),
        (f"machine a.example login password y\n{GOOD}", 1, "login has no value"),
        (f"machine a.example login\npassword y\n{GOOD}", 1, "login has no value"),
        (f"login x password y\n{GOOD}", 1, "login belongs to no machine"),
        (f"machine\nlogin x password y\n{GOOD}", 1, "machine has no name"),
        (f"machine a.example login x password\n{GOOD}", 1, "password has no value"),
        (f"\n\nhunter2\n{GOOD}", 3, "a word that netrc does not know"),
        (f"{GOOD}machine", 2, "machine has no name"),
        (f'{GOOD}"machine" b.example', 2, "a word that netrc does not know"),
        (f'machine a.example login "x\npassword y\n{GOOD}', 1, "a quote that does not end in its line"),
        (f'machine a.example login x password "y\n{GOOD}', 1, "a quote that does not end in its line"),
        (
            f"{GOOD}macdef init\necho\nmachine b.example login x password y\n",
            2,
            "a macro without an empty line at its end, so the machines after it belong to it",
        ),
    ],
)
def test_one_odd_entry_costs_no_other(text, line, told):
    """What can be read is read; what can't is told by its line."""
    entries, odd = read(text)
    assert (entries["shop.example"], odd[0]) == (("me", "s3ntinel"), (line, told))


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("machine a.example login user password password", {"a.example": ("user", "password")}),
        ("machine a.example login account password machine machine b.example", {"a.example": ("account", "machine")}),
        ('machine a.example login "" password "p \\"w"', {"a.example": ("", 'p "w')}),
        ("machine a.example password #p", {"a.example": ("", "#p")}),
        ("# machine x login y\nmachine A.Example login a password b # c", {"a.example": ("a", "b")}),
        ("macdef init\nmachine x login y\n\nmachine a.example login a password b", {"a.example": ("a", "b")}),
        ("default login x password y\nmachine a.example login a password b", {"a.example": ("a", "b")}),
        ("machine a.example login a account q password b\\ c", {"a.example": ("a", "b c")}),
        ("machine a.example password 1\nmachine a.example password 2", {"a.example": ("", "2")}),
    ],
)
def test_what_a_file_may_hold_is_read(text, entries):
    """Names like keywords, quotes, backslashes, comments, macros and the default entry are no faults."""
    found, odd = read(text)
    assert ({name: found[name] for name in entries}, odd) == (entries, ())


def header(url):
    found = credentials_for(url, environment=dict(os.environ))
    return found.header and b64decode(found.header()[6:]).decode()


def test_host_and_port_go_before_the_host(netrc):
    """Two servers of one machine may have logins of their own."""
    netrc("machine h.example password host\nmachine h.example:81 password port\nmachine [::1]:81 password six\n")
    urls = ["http://h.example:81", "http://h.example:82", "http://h.example:80", "http://[::1]:81", "http://h2.example"]
    assert list(map(header, urls)) == [":port", ":host", ":host", ":six", None]


def test_a_file_that_others_may_read_is_used(netrc):
    """Whose the file is, and who else may read it, does not leave it unread in silence."""
    netrc(GOOD)
    os.chmod(os.environ["NETRC"], 0o666)
    assert header("https://shop.example") == "me:s3ntinel"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.encode("utf-16"), GOOD.encode() + b"# \xff\n"])
def test_a_file_in_another_encoding_is_read(netrc, data):
    """A byte order mark, UTF-16 or a stray byte costs nothing."""
    netrc("")
    with open(os.environ["NETRC"], "wb") as file:
        file.write(data)
    assert header("https://shop.example") == "me:s3ntinel"


@pytest.mark.parametrize("odd", ["machine shop.example login a:b password s3ntinel", "machine shop.example login me"])
def test_an_entry_that_is_no_use_is_told_of(netrc, odd):
    """A login with a colon, or an entry without a password, is a problem of the file and no crash."""
    netrc(odd)
    with pytest.warns(UserWarning, match=r"netrc, line 1: the (login|entry)") as caught:
        assert header("https://shop.example") is None
    assert "s3ntinel" not in str(caught[0].message)


def client(server):
    return heroics_py.connect(API, url=server.url, cache=None, retries=0)


def test_the_warning_names_file_and_line_at_the_line_of_the_caller(netrc):
    """It points at the program that called, and shows no word of the file."""
    netrc("machine 127.0.0.1 login me password s3ntinel\nmachine x protocol hunter2\n")
    with Scripted(lambda wire, _request, _number: wire.say(answer(Content_Type="application/json"))) as server:
        with pytest.warns(UserWarning, match="netrc") as caught:
            client(server).thing.info()
        assert server.header("Authorization") is not None
    told = f"{os.environ['NETRC']}, line 2: a word that netrc does not know: this part of the netrc file is ignored"
    assert (caught[0].filename, str(caught[0].message).partition(", and")[0]) == (__file__, told)
    assert "hunter2" not in str(caught[0].message)


def test_a_401_names_what_was_looked_up_and_repeats_the_problem(netrc):
    """Host and port, host, the file, and the line that could not be read."""
    netrc("machine 127.0.0.1 pasword hunter2\n")
    with Scripted(lambda wire, _request, _number: wire.say(answer(401))) as server:
        with pytest.warns(UserWarning, match="netrc"), pytest.raises(heroics_py.Unauthorized) as caught:
            client(server).thing.info()
        port = server.port
    path = os.environ["NETRC"]
    assert f"a netrc entry for 127.0.0.1:{port} or 127.0.0.1 in {path}; {path}, line 1: a word" in str(caught.value)
    assert "hunter2" not in str(caught.value) + repr(pickle.dumps(caught.value))


def test_without_the_environment_a_401_names_no_netrc(netrc):
    """What is not looked up is not named."""
    netrc(GOOD)
    refusing = Scripted(lambda wire, _request, _number: wire.say(answer(401)))
    with refusing as server, pytest.raises(heroics_py.Unauthorized) as caught:
        heroics_py.connect(API, url=server.url, cache=None, retries=0, trust_environment=False).thing.info()
    assert "pass them in connect(token=..., auth=...)" in str(caught.value)


def test_what_was_looked_up_shows_no_password(netrc):
    """Neither the entries nor the outcome of a look show what they hold."""
    netrc("machine shop.example login me password s3ntinel")
    found = look_up("https://shop.example", dict(os.environ))
    assert ("s3ntinel" in repr(found), found.password.reveal()) == (False, "s3ntinel")


def test_a_file_that_cannot_be_opened_is_told_of(netrc, monkeypatch):
    """The file and the reason are named."""
    netrc(GOOD)
    monkeypatch.setattr("pathlib.Path.open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.warns(UserWarning, match=r"netrc can't be read \(Permission denied\)"):
        assert header("https://shop.example") is None
