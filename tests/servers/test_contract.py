"""`contract` judges servers of another make: a sound one, ones with a fault each, and the sandbox with all links."""

import subprocess

import pytest

import heroics_py
from heroics_py import AnswerError, DecodeError, RedirectRefused, ResponseError
from heroics_py.testing import contract, sandbox

EXPECTED = {
    "status": {("item.create", "undocumented status", "418")},
    "type": {("item.list", "wrong type", "/-/price"), ("item.read", "wrong type", "/price")},
    "missing": {("item.list", "missing field", "/-/created_at"), ("item.read", "missing field", "/created_at")},
    "media": {("item.read", "undocumented media type", "text/plain")},
    "odd": {("item.create", "server error", "500")},
    "accepts": {("item.create", "accepts an invalid body", "")},
    "optional": {("item.create", "accepts an invalid body", "")},
    "json": {("item.list", "invalid JSON", "200")},
    "etag": {("item.read", "unstable ETag", "")},
    "item": {("item.list", "missing field", "/-/name")},
    "null": {("item.list", "wrong type", "/-/size"), ("item.read", "wrong type", "/size")},
    "date": {("item.list", "wrong format", "/-/created_at"), ("item.read", "wrong format", "/created_at")},
    "header": {("item.list", "missing header", "X-Total")},
    "number": {("item.list", "invalid header", "X-Total")},
    "query": {("item.list", "accepts an invalid query", "")},
    "page": {("item.list", "server error", "500")},
    "refusal": {("item.read", "undocumented status", "410"), ("item.delete", "undocumented status", "410")},
    "error": {("item.read", "wrong type", "/detail"), ("item.delete", "wrong type", "/detail")},
    "delete": {("item.delete", "undocumented status", "200")},
    "redirect": {("item.read", "redirect", "")},
    "both": {("item.create", "server error", "500")},
    "malformed": {("item.create", "accepts an invalid body", "")},
}


@pytest.fixture(scope="module")
def base(start):
    return start("fastapi_contract.py", "fastapi", "uvicorn")


def connected(base, name):
    url = f"{base}/{name}"
    return heroics_py.connect(f"{url}/openapi.json", url=url, retries=0)


def status_of(line, client):
    """Return the status of what a line returns or raises; None for a redirect that is not followed."""
    try:
        result = eval(line, {"client": client})
    except RedirectRefused:
        return None
    except (AnswerError, DecodeError, ResponseError) as error:
        return error.response.status
    return getattr(result, "status", 200)


def test_every_fault_is_expected(base):
    """The table has each fault of the server."""
    with heroics_py.connect(f"{base}/openapi.json", url=base) as client:
        assert set(heroics_py.request(client, "GET", "/faults")) == EXPECTED.keys()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sound_server(base, seed):
    """A server that keeps its document has no violation, and nothing is left of what was created."""
    with connected(base, "clean") as client:
        report = contract(client, seed=seed)
        assert (report.violations, report.refused, report.kept) == ((), {}, {})
        assert list(client.item.list()) == []


@pytest.mark.parametrize("fault", EXPECTED)
def test_fault(base, fault):
    """Each fault is found, once in each link that has it; the line of Python and the curl line show it again."""
    links = sorted({link for link, _, _ in EXPECTED[fault]})
    with connected(base, fault) as client:
        report = contract(client, seed=1, links=links, errors="collect")
        assert {(each.link, each.kind, each.where) for each in report.violations} == EXPECTED[fault]
        for each in report.violations:
            if each.link != "item.delete":
                assert status_of(each.python, client) == each.status
            shown = subprocess.run(["bash", "-c", f"{each.curl} -s"], capture_output=True, text=True, check=True).stdout
            assert shown.split()[1] == str(each.status or 307) or each.link == "item.delete"


@pytest.mark.parametrize("schema", ["heroku", "heroku-platform-api-0.5.0"])
def test_all_links_of_heroku(schema):
    """The sandbox of each bundled schema of Heroku keeps it, with all links that can be called."""
    with sandbox(schema, socket=False) as heroku:
        report = contract(heroku, seed=1, examples=1, deadline=300)
    assert report.violations == ()
    assert len(report.calls) > 150
