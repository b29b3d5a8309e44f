"""Calls that are gone, renamed, moved or new."""

import heroics_py


def openapi(paths, **fields):
    return {"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": paths, **fields}


def operation(**fields):
    return {"responses": {"200": {"description": "ok"}}, **fields}


def told(old, new):
    """Return effect, kind, call and new call of each change."""
    return [(each.effect, each.kind, each.call, each.new_call) for each in heroics_py.diff(old, new)]


def test_no_change():
    """A schema compared with itself has no changes."""
    for name in ("heroku", "bookshelf", "bookshelf.openapi"):
        assert heroics_py.diff(name, name) == ()


def test_gone_and_new():
    """A call that only one of the schemas has is gone, or new."""
    old = openapi({"/apps": {"get": operation(operationId="listApps")}})
    new = openapi({"/stacks": {"get": operation(operationId="listStacks")}})
    assert told(old, new) == [("breaking", "call-gone", "app.list", ""), ("harmless", "call-new", *["stack.list"] * 2)]


def test_renamed():
    """A call with another spelling is found by its method and path."""
    old = openapi({"/apps": {"get": operation(operationId="listApps")}})
    new = openapi({"/apps": {"get": operation(operationId="searchApps")}})
    assert told(old, new) == [("breaking", "call-renamed", "app.list", "app.search")]
