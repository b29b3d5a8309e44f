"""Which calls change something, and which of them are allowed."""

import pytest
from plain_openapi import document, operation

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.permissions import WriteRules

NAMES = ["app.list", "app.update", "app.delete", "app_feature.update", "config_var.update"]

PARAMETER = {"name": "X-HTTP-Method-Override", "in": "header", "schema": {"type": "string"}}
QUERY = {"name": "_method", "in": "query", "schema": {"type": "string"}}
API = document(
    {
        "GET /things": operation(),
        "POST /things/search": operation(body={"type": "object"}),
        "DELETE /things/{id}": operation(),
        "GET /things/{id}": {**operation(), "description": "Updates of a thing, the latest first."},
        "GET /things/{id}/restart": operation(),
        "GET /things/{id}/logs": {**operation(), "description": "Deletes the logs of a thing, and returns them."},
        "GET /session/logout": operation(),
        "GET /overridden": operation(parameters=[PARAMETER, QUERY]),
        "HEAD /things": operation(),
    }
)


@pytest.mark.parametrize(
    ("patterns", "allowed"),
    [
        ([], []),
        (["*"], NAMES),
        (["app.update"], ["app.update"]),
        (["app.*"], ["app.list", "app.update", "app.delete"]),
        (["*.update"], ["app.update", "app_feature.update", "config_var.update"]),
        (["config-var.update"], ["config_var.update"]),
        (["app.delete", "config_var.*"], ["app.delete", "config_var.update"]),
    ],
    ids=str,
)
def test_patterns(patterns, allowed):
    """A person allows writes by link or by pattern, also as the schema spells the resource."""
    rules = WriteRules(patterns, NAMES)
    assert [name for name in NAMES if rules.allows(name)] == allowed


@pytest.mark.parametrize("pattern", ["app.updat", "App.update", "app", ""])
def test_pattern_that_fits_nothing(pattern):
    """A pattern that allows nothing is an error, not a server that reads only."""
    with pytest.raises(Refused, match="fits no link"):
        WriteRules([pattern], NAMES)


def test_nothing_is_allowed_by_default(serve):
    """Without permission, a write is refused with the way to allow it, and nothing is sent."""
    assistant, transport = serve()
    for ask in (assistant.describe, assistant.plan):
        with pytest.raises(Refused, match=r"app.delete is a DELETE.*may only read.*--allow-writes app.delete"):
            ask("app.delete", {"app_identity": "example"})
    assert transport.sent == []


def test_other_links_remain_forbidden(serve):
    """A permission is for its links alone."""
    assistant, transport = serve(writes=["app.update"])
    with pytest.raises(Refused, match="may only read"):
        assistant.plan("app.delete", {"app_identity": "example"})
    assert transport.sent == []


@pytest.mark.parametrize(
    ("link", "arguments", "reason"),
    [
        ("thing.delete", {"id": "1"}, "is a DELETE"),
        ("thing.search", {}, "is a POST"),
        ("thing.restart", {"id": "1"}, "is a GET that the document describes by the verb 'restart'"),
        ("thing.list_logs", {"id": "1"}, "is a GET that the document describes by the verb 'delete'"),
        ("session.logout", {}, "is a GET that the document describes by the verb 'logout'"),
        ("overridden.info", {"x_http_method_override": "DELETE"}, "carries another method in X-HTTP-Method-Override"),
        ("overridden.info", {"_method": "delete"}, "carries another method in _method"),
    ],
)
def test_changes(serve, link, arguments, reason):
    """A call changes something by its method, by the method that it carries, or by what the document calls it."""
    assistant, transport = serve(schema=API)
    with pytest.raises(Refused, match=f"^{link} {reason}, and this server may only read"):
        assistant.plan(link, arguments)
    allowing, allowed = serve(schema=API, writes=[link])
    with pytest.raises(Refused, match=f"{reason}: call describe with the same arguments first"):
        allowing.plan(link, arguments)
    assert transport.sent == allowed.sent == []


@pytest.mark.parametrize(
    ("link", "arguments"),
    [("thing.list", {}), ("thing.list_head", {}), ("thing.info", {"id": "1"}), ("overridden.info", {})],
)
def test_reads(serve, link, arguments):
    """Reading needs no permission and no token, also where a description begins with a noun that is like a verb."""
    assistant, transport = serve(schema=API)
    assert assistant.describe(link, arguments).facts["changes_something"] is False
    assistant.send(assistant.plan(link, arguments))
    assert len(transport.sent) == 1
