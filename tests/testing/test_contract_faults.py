"""Each fault of a server is found, reported once with the smallest call that shows it, and repeated by its lines."""

import shlex
from itertools import count
from urllib.parse import urlsplit

import pytest
from faulty_shop import DOCUMENT, FaultyShop

import heroics_py
from heroics_py import AnswerError, DecodeError, Request, ResponseError
from heroics_py.testing import ContractError, contract

URL = "http://127.0.0.1:8000"
NUMBERS = count()


def is_read(request, status):
    return request.method == "GET" and status == 200 and "/items/" in request.url


def is_list(request, status):
    return request.method == "GET" and status == 200 and urlsplit(request.url).path == "/items"


def is_new(request, status):
    return request.method == "POST" and status == 201


def changed(matches, change):
    """Return a fault that changes the status, the headers or the data of some answers."""

    def fault(request, sent, status, headers, data):
        return change(sent, status, headers, data) if matches(request, status) else (status, headers, data)

    return fault


def accepting(is_accepted):
    """Return a fault that accepts some bodies which the document forbids."""

    def fault(request, sent, status, headers, data):
        item = {"id": 1, "name": "a", "price": 1, "size": "small", "created_at": "2026-01-31T12:00:00Z"}
        is_taken = request.method == "POST" and status == 422 and is_accepted(sent)
        return (201, headers, item) if is_taken else (status, headers, data)

    return fault


def without(data, name):
    return {key: value for key, value in data.items() if key != name}


READ, LIST, CREATE = "item.read", "item.list", "item.create"
FAULTS = {
    "an undocumented status": (
        CREATE,
        ("undocumented status", "418"),
        changed(is_new, lambda sent, status, headers, data: (418 if len(sent["name"]) > 30 else status, headers, data)),
    ),
    "a wrong type": (
        READ,
        ("wrong type", "/price"),
        changed(is_read, lambda sent, status, headers, data: (status, headers, {**data, "price": str(data["price"])})),
    ),
    "a missing field": (
        READ,
        ("missing field", "/created_at"),
        changed(is_read, lambda sent, status, headers, data: (status, headers, without(data, "created_at"))),
    ),
    "a wrong media type": (
        READ,
        ("undocumented media type", "text/plain"),
        changed(is_read, lambda sent, status, headers, data: (status, {**headers, "Content-Type": "text/plain"}, data)),
    ),
    "a failure on odd input": (
        CREATE,
        ("server error", "500"),
        changed(is_new, lambda sent, status, headers, data: (status if sent["name"].isascii() else 500, headers, data)),
    ),
    "a failure on two fields together": (
        CREATE,
        ("server error", "500"),
        changed(
            is_new,
            lambda sent, status, headers, data: (
                500 if sent["price"] > 50 and sent.get("tags") else status,
                headers,
                data,
            ),
        ),
    ),
    "an invalid number is accepted": (
        CREATE,
        ("accepts an invalid body", ""),
        accepting(
            lambda sent: isinstance(sent, dict) and isinstance(sent.get("price"), int | float) and sent["price"] <= 0
        ),
    ),
    "a missing field is accepted": (
        CREATE,
        ("accepts an invalid body", ""),
        accepting(lambda sent: isinstance(sent, dict) and "name" not in sent),
    ),
    "an invalid query is accepted": (
        LIST,
        ("accepts an invalid query", ""),
        lambda request, sent, status, headers, data: (
            (200, {"X-Total": "0"}, []) if "limit=0" in request.url else (status, headers, data)
        ),
    ),
    "a body that is not JSON": (
        LIST,
        ("invalid JSON", "200"),
        changed(is_list, lambda sent, status, headers, data: (status, headers, b'[{"id": 1,')),
    ),
    "no body": (
        READ,
        ("empty body", "200"),
        changed(is_read, lambda sent, status, headers, data: (status, headers, None)),
    ),
    "an ETag that changes": (
        READ,
        ("unstable ETag", ""),
        changed(is_read, lambda sent, status, headers, data: (status, {"ETag": f'"{next(NUMBERS)}"'}, data)),
    ),
    "an ETag that stays": (
        READ,
        ("stale ETag", ""),
        changed(is_read, lambda sent, status, headers, data: (status, {"ETag": '"a"'}, {**data, "n": next(NUMBERS)})),
    ),
    "an invalid item of a list": (
        LIST,
        ("missing field", "/-/name"),
        changed(
            is_list,
            lambda sent, status, headers, data: (
                status,
                headers,
                [*data[:-1], *(without(each, "name") for each in data[-1:])],
            ),
        ),
    ),
    "null": (
        READ,
        ("wrong type", "/size"),
        changed(is_read, lambda sent, status, headers, data: (status, headers, {**data, "size": None})),
    ),
    "no date": (
        READ,
        ("wrong format", "/created_at"),
        changed(is_read, lambda sent, status, headers, data: (status, headers, {**data, "created_at": "yesterday"})),
    ),
    "a missing header": (
        LIST,
        ("missing header", "X-Total"),
        changed(is_list, lambda sent, status, headers, data: (status, {}, data)),
    ),
    "an invalid header": (
        LIST,
        ("invalid header", "X-Total"),
        changed(is_list, lambda sent, status, headers, data: (status, {"X-Total": "many"}, data)),
    ),
    "an undocumented refusal": (
        READ,
        ("undocumented status", "410"),
        lambda request, sent, status, headers, data: (410 if status == 404 else status, headers, data),
    ),
    "an invalid refusal": (
        READ,
        ("missing field", "/message"),
        lambda request, sent, status, headers, data: (status, headers, {"a": 1} if status == 404 else data),
    ),
}


def connected(shop):
    return heroics_py.connect(DOCUMENT, url=URL, transport=shop, retries=0)


def status_of(call):
    """Return the status of what a line returns or raises."""
    try:
        result = call()
    except (AnswerError, DecodeError, ResponseError) as error:
        return error.response.status
    return getattr(result, "status", 200)


def curl_status(line, shop):
    """Return the status of what a curl line asks the shop for."""
    words = shlex.split(line)
    options = {"-X": "GET", "--data-raw": None}
    for name in options:
        if name in words:
            options[name] = words[words.index(name) + 1]
    url = next(word for word in words if word.startswith("http"))
    body = options["--data-raw"]
    return shop.send(Request(method=options["-X"], url=url, body=body and body.encode())).status


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name):
    """A fault is one violation of its link, whose line of Python and curl line show it again."""
    link, key, fault = FAULTS[name]
    shop = FaultyShop(fault)
    with connected(shop) as client:
        (violation,) = contract(client, seed=1, links=[link], examples=8, errors="collect").violations
        assert (violation.link, (violation.kind, violation.where)) == (link, key)
        assert violation.status == status_of(lambda: eval(violation.python, {"client": client}))
        assert violation.status == curl_status(violation.curl, shop)


def test_sound_server_has_no_violation():
    """A server that keeps its document has no violation, and nothing left of what was created."""
    shop = FaultyShop()
    with connected(shop) as client:
        report = contract(client, seed=1, examples=3)
    assert (report.violations, report.refused, report.kept, shop.items) == ((), {}, {}, {})
    assert report.calls.keys() == {"item.list", "item.create", "item.read", "item.replace", "item.delete"}


def test_calls_are_shrunk():
    """The call of a violation has only what it needs."""
    _, _, fault = FAULTS["a failure on two fields together"]
    with connected(FaultyShop(fault)) as client:
        (violation,) = contract(client, seed=3, links=["item.create"], errors="collect").violations
    assert violation.python.startswith("client.item.create.send(name='a', price=100, tags=[")
    assert violation.python.count(",") == 2


def test_error_lists_each_violation():
    """The error has the report, and its text the lines of each violation."""
    with connected(FaultyShop(FAULTS["a wrong type"][2])) as client, pytest.raises(ContractError) as caught:
        contract(client, seed=1, links=["item.read"], examples=2)
    (violation,) = caught.value.report.violations
    assert isinstance(caught.value, AssertionError)
    assert all(line in str(caught.value) for line in (violation.python, violation.curl))


def test_damaged_things_are_not_used_again():
    """The call of a violation is the one that damages a thing, not a later one of the same thing."""
    damaged = set()

    def fault(request, sent, status, headers, data):
        if request.method == "PUT" and status == 200 and sent.get("size") == "large":
            damaged.add(request.url)
        return (
            (500, {}, {"message": "no"})
            if request.url in damaged and request.method == "PUT"
            else (status, headers, data)
        )

    with connected(FaultyShop(fault)) as client:
        (violation,) = contract(client, seed=1, links=["item.replace"], examples=8, errors="collect").violations
    assert "size='large'" in violation.python
