"""Which part of a netrc file is read, and what warnings and a 401 say about the rest."""

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
    ("text", "line", "expected"),
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
def test_odd_entries(text, line, expected):
    """An odd entry costs no other entry."""
    entries, odd = read(text)
    assert (entries["shop.example"], odd[0]) == (("me", "s3ntinel"), (line, expected))


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
def test_valid_files(text, entries):
    """Quotes, comments, macros and other valid parts of a file are read."""
    lookup, odd = read(text)
    assert ({name: lookup[name] for name in entries}, odd) == (entries, ())


def header(url):
    lookup = credentials_for(url, environment=dict(os.environ))
    return lookup.header and b64decode(lookup.header()[6:]).decode()


def test_host_and_port_first(netrc):
    """An entry for host and port comes before one for the host."""
    netrc("machine h.example password host\nmachine h.example:81 password port\nmachine [::1]:81 password six\n")
    urls = ["http://h.example:81", "http://h.example:82", "http://h.example:80", "http://[::1]:81", "http://h2.example"]
    assert list(map(header, urls)) == [":port", ":host", ":host", ":six", None]


def test_a_default_port_is_not_looked_up():
    """The host alone is looked up where the port is the one of the scheme."""
    urls = ("https://h.example:443", "http://h.example:443", "http://h.example:80", "https://h.example")
    names = [look_up(url, {"NETRC": "/nowhere"}).names for url in urls]
    assert names == [("h.example",), ("h.example:443", "h.example"), ("h.example",), ("h.example",)]


def test_file_permissions(netrc):
    """A file that others may read is used."""
    netrc(GOOD)
    os.chmod(os.environ["NETRC"], 0o666)
    assert header("https://shop.example") == "me:s3ntinel"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.encode("utf-16"), GOOD.encode() + b"# \xff\n"])
def test_encodings(netrc, data):
    """A file in another encoding is read."""
    netrc("")
    with open(os.environ["NETRC"], "wb") as file:
        file.write(data)
    assert header("https://shop.example") == "me:s3ntinel"


@pytest.mark.parametrize("odd", ["machine shop.example login a:b password s3ntinel", "machine shop.example login me"])
def test_unusable_entries(netrc, odd):
    """An entry without a password, or with a colon in its login, is a warning."""
    netrc(odd)
    with pytest.warns(UserWarning, match=r"netrc, line 1: the (login|entry)") as caught:
        assert header("https://shop.example") is None
    assert "s3ntinel" not in str(caught[0].message)


def client(server):
    return heroics_py.connect(API, url=server.url, cache=None, retries=0)


def test_warning_location(netrc):
    """The warning names the file and its line, and points to the line of the caller."""
    netrc("machine 127.0.0.1 login me password s3ntinel\nmachine x protocol hunter2\n")
    with Scripted(lambda wire, _request, _number: wire.say(answer(Content_Type="application/json"))) as server:
        with pytest.warns(UserWarning, match="netrc") as caught:
            client(server).thing.info()
        assert server.header("Authorization") is not None
    expected = f"{os.environ['NETRC']}, line 2: a word that netrc does not know: this part of the netrc file is ignored"
    assert (caught[0].filename, str(caught[0].message).partition(", and")[0]) == (__file__, expected)
    assert "hunter2" not in str(caught[0].message)


def test_401_names_look_up(netrc):
    """A 401 names what was looked up, and repeats the problem."""
    netrc("machine 127.0.0.1 pasword hunter2\n")
    with Scripted(lambda wire, _request, _number: wire.say(answer(401))) as server:
        with pytest.warns(UserWarning, match="netrc"), pytest.raises(heroics_py.Unauthorized) as caught:
            client(server).thing.info()
        port = server.port
    path = os.environ["NETRC"]
    assert f"a netrc entry for 127.0.0.1:{port} or 127.0.0.1 in {path}; {path}, line 1: a word" in str(caught.value)
    assert "hunter2" not in str(caught.value) + repr(pickle.dumps(caught.value))


def test_401_without_environment(netrc):
    """With trust_environment=False, a 401 does not mention netrc."""
    netrc(GOOD)
    refusing = Scripted(lambda wire, _request, _number: wire.say(answer(401)))
    with refusing as server, pytest.raises(heroics_py.Unauthorized) as caught:
        heroics_py.connect(API, url=server.url, cache=None, retries=0, trust_environment=False).thing.info()
    assert "pass them in connect(token=..., auth=...)" in str(caught.value)


def test_repr_of_look_up(netrc):
    """The result of a look-up shows no password."""
    netrc("machine shop.example login me password s3ntinel")
    lookup = look_up("https://shop.example", dict(os.environ))
    assert ("s3ntinel" in repr(lookup), lookup.password.reveal()) == (False, "s3ntinel")


def test_unreadable_file(netrc, monkeypatch):
    """A file that can't be opened is a warning."""
    netrc(GOOD)
    monkeypatch.setattr("pathlib.Path.open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.warns(UserWarning, match=r"netrc can't be read \(Permission denied\)"):
        assert header("https://shop.example") is None
