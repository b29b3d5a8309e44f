"""The API reference of 2013: each of its commands, as a call through the schema of today."""

import json
import re
import shlex
from pathlib import Path

import pytest
import responses

import heroics_py
from heroics_py.errors import CallError, ValidationError
from heroics_py.model.identifiers import identifier

ENDPOINTS = json.loads((Path(__file__).parents[1] / "data" / "reference-endpoints.json").read_text())
CALLS = {
    "Account, Update": "account.update_account",
    "Account Password, Update": "account.change_password_account",
    "Add-on, List": "addon.list_by_app",
    "Dyno, Delete": "dyno.restart",
    "Dyno, Delete All": "dyno.restart_all",
    "Rate Limits, List": "rate_limit.info",
}
"""Calls that the schema names otherwise than the reference."""

OUTDATED = {
    "Account, Update": "email is changed by a link of its own",
    "Add-on, Create": "/plan: has become a text",
    "Add-on, Update": "/plan: has become a text",
    "App, Create": "/region: has become a text",
    "App Transfer, Create": "/app: and /recipient: have become texts",
    "Collaborator, Create": "/user: has become a text",
    "Dyno, Create": "/size: /env/COLUMNS: /env/LINES: have become texts",
    "Formation, Update": "/size: has become a text",
    "OAuth Authorization, Create": "/client: has become a text",
}
"""Bodies of the reference that do not pass the schema, with the fields that have changed."""

MOVED = "Account Password, Update"
"""``PUT /account/password`` is not in the schema: a password is changed by ``PATCH /account``."""


def name_of(endpoint):
    return f"{endpoint['resource']}, {endpoint['action']}"


def call_of(endpoint, client):
    resource, action = identifier(endpoint["resource"].replace("Add-on", "Addon")), identifier(endpoint["action"])
    resource, _, action = CALLS.get(name_of(endpoint), f"{resource}.{action}").partition(".")
    return getattr(getattr(client, resource), action)


def command_of(endpoint):
    """What the command puts on the wire: method, URL, its path values, headers, body."""
    words = shlex.split(endpoint["curl"].replace("\\\n", " "))
    method, url = words[words.index("-X") + 1], words[words.index("-X") + 2]
    variables = re.findall(r"\$(\w+)", url)
    values = [f"{variable.lower()}-{number}" for number, variable in enumerate(variables)]
    for variable, value in zip(variables, values, strict=True):
        url = url.replace(f"${variable}", value, 1)
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
    return method, url, values, headers, body


def sent_by(endpoint, client, values, body):
    call = call_of(endpoint, client)
    if name_of(endpoint) == MOVED:
        return call(password=body["current_password"], new_password=body["password"])
    if name_of(endpoint) in OUTDATED:
        return call.with_options(validate=False)(*values, body)
    return call(*values, **body) if body else call(*values, *([] if body is None else [body]))


@pytest.fixture
def client():
    with heroics_py.connect("heroku", token="...", trust_environment=False, retries=0) as client:
        yield client


@responses.activate
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
def test_reference_commands(endpoint, client):
    """Each command of the API reference is a call with the same request and response."""
    method, url, values, headers, body = command_of(endpoint)
    if name_of(endpoint) == MOVED:
        method, url = "PATCH", "https://api.heroku.com/account"
    answer = endpoint["response"]
    responses.add(method, url, status=answer["status"], headers=answer["headers"], json=answer["body"])

    result = sent_by(endpoint, client, values, body)

    (request,) = [call.request for call in responses.calls]
    if name_of(endpoint) == MOVED:
        body = {"password": body["current_password"], "new_password": body["password"]}
    assert (request.method, request.url) == (method, url)
    assert {name: request.headers.get(name) for name in ("Accept", "Content-Type")} == {"Content-Type": None, **headers}
    assert (json.loads(request.body) if request.body is not None else None) == body
    assert result == answer["body"]


def test_reference_size():
    """The reference has 77 endpoints, nine of them with outdated bodies."""
    names = {name_of(endpoint) for endpoint in ENDPOINTS}
    assert (len(ENDPOINTS), len(names), len(OUTDATED), OUTDATED.keys() - names) == (77, 77, 9, set())


@pytest.mark.parametrize(
    "endpoint", [each for each in ENDPOINTS if "/" in OUTDATED.get(name_of(each), "")], ids=name_of
)
def test_outdated_bodies(endpoint, client):
    """An outdated body is refused for the fields that have changed."""
    _, _, values, _, body = command_of(endpoint)
    with pytest.raises(ValidationError) as caught:
        call_of(endpoint, client).prepare(*values, body)
    assert {problem.pointer for problem in caught.value.problems} == set(
        re.findall(r"(/[\w/]+):", OUTDATED[name_of(endpoint)])
    )


def test_removed_field(client):
    """A field that was removed is refused as a keyword."""
    with pytest.raises(CallError, match=r"^account.update\(\) has no argument 'email'; "):
        client.account.update(allow_tracking=True, email="username@example.com")
