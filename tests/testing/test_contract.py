"""The contract of a server: which calls are sent, where they go, and what is left behind."""

import asyncio
import subprocess
import sys

import pytest
from faulty_shop import DOCUMENT, FaultyShop

import heroics_py
from heroics_py import CallError, ConnectionFailed, Headers, Response
from heroics_py.testing import contract, contract_async, fail, received, sandbox, sandbox_async, server_of
from heroics_py.testing.contracts.guard import is_this_machine

HEROKU = ["app.create", "app.list", "app.info", "app.update", "dyno.list", "collaborator.create", "formation.list"]


def connected(shop, url="http://127.0.0.1:8000", **options):
    return heroics_py.connect(DOCUMENT, url=url, transport=shop, **options)


@pytest.mark.parametrize("schema", ["bookshelf", "bookshelf.openapi", "bookshelf.2019-09", "bookshelf.actions"])
def test_sandbox_keeps_its_contract(schema):
    """The sandbox of each bundled bookshelf follows its document, and has nothing left of what was created."""
    with sandbox(schema, socket=False) as shelf:
        report = contract(shelf, seed=1, examples=1)
    assert (report.violations, report.kept, report.refused) == ((), {}, {})
    assert len(report.calls) == len({link.pointer for link in heroics_py.read(schema).links})


def test_sandbox_of_heroku_keeps_its_contract():
    """The sandbox of Heroku's schema follows it, too; `tests/servers` examines all of its links."""
    with sandbox(socket=False) as heroku:
        report = contract(heroku, seed=1, examples=1, links=HEROKU)
    assert (report.violations, report.kept) == ((), {})


def test_same_seed_sends_same_calls():
    """The same seed sends the same calls, in another process too; another seed sends others."""
    runs = []
    for seed in (1, 1, 2):
        shop = FaultyShop()
        with connected(shop) as client:
            contract(client, seed=seed, examples=1)
        runs.append(shop.sent)
    assert runs[0] == runs[1] != runs[2]
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; import heroics_py; from faulty_shop import *\n"
        "from heroics_py.testing import contract\n"
        "shop = FaultyShop()\n"
        "client = heroics_py.connect(DOCUMENT, url='http://127.0.0.1:8000', transport=shop)\n"
        "contract(client, seed=1, examples=1); print(shop.sent)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *sys.path], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert done.stdout.strip() == str(runs[0])


def test_nothing_is_written_elsewhere():
    """On another machine, only links that read are called, unless writes are allowed."""
    shop = FaultyShop()
    with connected(shop, "https://shop.example") as client:
        report = contract(client, examples=2)
        assert {method for method, _, _ in shop.sent} == {"GET"}
        assert report.skipped["item.create"].endswith("is not this machine: pass allow_writes=True")
        with pytest.raises(CallError, match="allow_writes=True"):
            contract(client, links=["item.delete"])
        contract(client, examples=2, allow_writes=True)
    assert {method for method, _, _ in shop.sent} == {"GET", "POST", "PUT", "DELETE"}


def test_things_of_others_stay_as_they_are():
    """On another machine, what the run did not create stays as it is; on this one, nothing deletes it."""
    item = {"id": 1000, "name": "mine", "price": 1, "size": "small", "created_at": "2026-01-31T12:00:00Z"}
    for url in ("https://shop.example", "http://localhost:8000"):
        shop = FaultyShop()
        shop.items[1000] = dict(item)
        with connected(shop, url) as client:
            contract(
                client, examples=3, allow_writes=True, links=None if "https" in url else ["item.list", "item.create"]
            )
        assert shop.items == {1000: item}


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:8000/v1", True),
        ("http://localhost", True),
        ("http://shop.localhost", False),
        ("http://localhost.example", False),
        ("http://127.0.0.1.nip.example", False),
        ("http://0.0.0.0", False),
        ("http://[::]", False),
        ("http://[fe80::1]", False),
        ("http://192.168.0.1", False),
        ("http://2130706433", False),
        ("http://127.1", False),
        ("https://api.heroku.com", False),
    ],
)
def test_what_counts_as_this_machine(url, is_here):
    """Only an address of the loopback interface and the name localhost count, not a name that leads there today."""
    assert is_this_machine(url) is is_here


def test_server_of_the_schema_counts():
    """Where the client has no URL of its own, the server that the schema names decides."""
    document = {**DOCUMENT, "servers": [{"url": "https://shop.example/v1"}]}
    shop = FaultyShop()
    with heroics_py.connect(document, transport=shop) as client:
        contract(client, examples=1, statuses=[404, 422])
    assert {method for method, _, _ in shop.sent} == {"GET"}


def test_redirect_elsewhere_is_not_followed():
    """A redirect to another server is a violation, and nothing is sent there, although the client allows it."""
    with sandbox("bookshelf", allowed_origins=["http://127.0.0.2:9"]) as shelf:
        fail(shelf, "author.list", status=307, times=99, headers={"Location": "http://127.0.0.2:9/authors"})
        report = contract(shelf, links=["author.list"], examples=1, errors="collect")
    (violation,) = report.violations
    assert (violation.kind, violation.status) == ("redirect", None)
    assert "nothing to another server" in violation.message


def test_links_that_can_not_be_called_are_listed():
    """Streams, files and uploads are left out, with the reason."""
    text = {"200": {"description": "x", "content": {"text/event-stream": {"schema": {"type": "string"}}}}}
    upload = {"content": {"application/octet-stream": {}}}
    paths = {
        "/events": {"get": {"operationId": "events", "responses": text}},
        "/photos": {
            "post": {"operationId": "upload", "requestBody": upload, "responses": {"201": {"description": "x"}}}
        },
    }
    with heroics_py.connect({**DOCUMENT, "paths": paths}, url="http://localhost:1", transport=FaultyShop()) as client:
        report = contract(client)
    assert sorted(report.skipped.values()) == ["it takes a file", "its response is a stream"]
    assert report.calls == {}


def test_deadline_ends_the_run():
    """After the deadline nothing more is sent but what deletes, and the report says what was left out."""
    shop = FaultyShop()
    with connected(shop) as client:
        report = contract(client, deadline=0.05, examples=500)
    assert "the time of 0.05 s was over" in report.skipped.values()
    assert shop.items == {}


def test_rate_limit_is_waited_for():
    """A 429 is no violation: the call is sent again after the time that the server asks for."""
    with sandbox("bookshelf", socket=False, rate_limit=3, refill=500) as shelf:
        report = contract(shelf, links=["author.list"], examples=2)
        statuses = len(received(shelf, "author.list"))
    assert report.violations == ()
    assert statuses >= report.calls["author.list"]


def test_rate_limit_beyond_the_deadline_ends_the_run():
    """A server that asks to wait longer than there is time ends the run."""

    class Busy(FaultyShop):
        def send(self, request):
            self.sent.append(request.method)
            return Response(status=429, headers=Headers({"Retry-After": "900"}), url=request.url)

    shop = Busy()
    with connected(shop) as client:
        report = contract(client, deadline=30)
    assert set(report.skipped.values()) == {"the server's rate limit is reached"}
    assert len(shop.sent) == 1


def test_unreachable_server():
    """A server that can't be reached is an error of its own, not a violation."""
    with heroics_py.connect(DOCUMENT, url="http://127.0.0.1:9") as client, pytest.raises(ConnectionFailed):
        contract(client)


def test_client_that_awaits():
    """A client whose calls are awaited has a function of its own, which sends the same calls."""

    async def examine():
        async with sandbox_async("bookshelf", socket=False) as shelf:
            with pytest.raises(CallError, match="contract_async"):
                contract(shelf)
            report = await contract_async(shelf, seed=1, examples=1, links=["author.create", "author.list"])
            return report.violations, [(each.method, each.path) for each in server_of(shelf).received()]

    violations, sent = asyncio.run(examine())
    with sandbox("bookshelf", socket=False) as shelf:
        contract(shelf, seed=1, examples=1, links=["author.create", "author.list"])
        assert len(sent) == len(received(shelf)) > 3
    assert violations == ()


def test_missing_hypothesis(monkeypatch):
    """Without hypothesis, the error names the extra that installs it."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.setattr("heroics_py.support.loading._loaded", set())
    with connected(FaultyShop()) as client, pytest.raises(ModuleNotFoundError, match=r"heroics-py\[contract\]"):
        contract(client)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"seed": "x"}, "seed='x': expected a whole number"),
        ({"examples": 0}, "examples=0: expected a whole number, 1 or more"),
        ({"deadline": 0}, "deadline=0: expected seconds above zero"),
        ({"errors": "ignore"}, "errors='ignore': expected 'raise' or 'collect'"),
        ({"links": "item.list"}, r"expected several names, such as links=\['item.list'\]"),
        ({"links": ["item.lst"]}, "did you mean 'item.list'"),
    ],
)
def test_wrong_arguments(arguments, text):
    """A wrong argument is an error that names it, and nothing is sent."""
    shop = FaultyShop()
    with connected(shop) as client, pytest.raises((CallError, ValueError), match=text):
        contract(client, **arguments)
    assert shop.sent == []


def test_refused_credentials_are_an_error():
    """A run in which every call is refused for its credentials has checked nothing, and says so."""
    with sandbox("bookshelf", socket=False) as shelf:
        fail(shelf, status=401, times=999)
        with pytest.raises(CallError, match="the server refused every call with 401, so nothing was checked"):
            contract(shelf, links=["book.list"], examples=1)
        assert contract(shelf, links=["book.list"], examples=1, errors="collect").refused["book.list"] == (401,)
        with pytest.raises(ValueError, match="expected a list of numbers"):
            contract(shelf, statuses=["401"])


def test_other_names_of_arguments():
    """What other libraries call an argument is refused with our name for it; so is what is not a client."""
    with pytest.raises(TypeError, match="did you mean 'examples'"):
        contract(None, max_examples=3)
    with pytest.raises(CallError, match=r"got str; sandbox\(schema\) or connect\(schema, url=...\) returns one"):
        contract("bookshelf")
    with sandbox("bookshelf", socket=False) as shelf, pytest.raises(CallError, match=r"links=\[...\] names the links"):
        contract(shelf.book)
