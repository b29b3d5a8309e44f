"""Lines that people type by the habits of other libraries, and what the errors say."""

import pytest
from canned import connected

import heroics_py
from heroics_py.call.lists.row_list import RowList

CLIENT, TRANSPORT = connected()
SHOP = connected(schema="bookshelf", url="https://books.example")[0]


def message(line, **names):
    """Return the error of a line, and check that it sends nothing."""
    with pytest.raises((heroics_py.HeroicsError, AttributeError, TypeError)) as caught:
        exec(line, {"client": CLIENT, "heroics_py": heroics_py, **names})
    assert TRANSPORT.sent == []
    return str(caught.value)


def test_names_of_a_client():
    """Iterating over a client yields the names of its resources in Python."""
    assert sorted(CLIENT) == sorted({*dir(CLIENT)} - {"close", "with_options"})
    assert ([*reversed(CLIENT)], len(CLIENT)) == ([*CLIENT][::-1], len(dir(CLIENT)) - 2)
    assert all(CLIENT[name] is getattr(CLIENT, name) for name in CLIENT)


@pytest.mark.parametrize("name", ["app", "config_var", "config-var", ("app", "Create"), ("app", "info")])
def test_names_in_a_client(name):
    """A client contains what an index finds: the names in Python and in the schema."""
    assert name in CLIENT


@pytest.mark.parametrize("name", ["nope", 3, None, ("app", "nope"), ("nope", "Create"), ("app", 3), ("a", "b", "c")])
def test_names_not_in_a_client(name):
    """A client does not contain anything else."""
    assert name not in CLIENT


@pytest.mark.parametrize("name", ["create", "Create", "instances", "list_owned_and_collaborated"])
def test_names_in_a_resource(name):
    """A resource contains the names of its links, in Python and in the schema."""
    assert name in CLIENT.app
    assert "nope" not in CLIENT.app


@pytest.mark.parametrize("name", ["info", "dyno", "config_var", "config-var", "Info"])
def test_names_in_a_scope(name):
    """A scope contains its links and resources, by name, and the links as objects."""
    scope = CLIENT.app["example"]
    assert name in scope
    assert "create" not in scope
    assert all(link in scope for link in scope)


def test_length_of_a_scope():
    """A scope has as many items as links."""
    scope = CLIENT.app["example"]
    assert (len(scope), [*reversed(scope)]) == (len([*scope]), [*scope][::-1])


@pytest.mark.parametrize("thing", [CLIENT, CLIENT.app, CLIENT.app["example"], CLIENT.app.list])
def test_truth(thing):
    """A client, a resource, a scope and a link are true."""
    assert bool(thing) is True


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("client()", "call a link of one of its resources, such as client.account_feature.list(...)"),
        ("client.app()", "client.app is a resource: call one of its links: create, delete, info, list,"),
        ("client.app('example')", "client.app.info(...) reads one, client.app[...] is the scope of one"),
        ("client.app['example']()", "app['example'] is the scope of one app: call one of its links: delete, info, "),
        ("client['app']['info']()", "app['info'] is the scope of the app 'info'; the link is client.app.info"),
        ("client['app']['Create'](name='x')", "the scope of the app 'Create'; the link is client.app.create"),
        ("client['app']['info'].curl('x')", "the scope of the app 'info'; the link is client.app.info"),
        ("client.app['x'].dyno['list']()", "the scope of the dyno 'list'; the link is client.app['x'].dyno.list"),
        ("client.app['x'].dyno()", "client.app['x'].dyno is a resource: call one of its links: create, "),
    ],
)
def test_calls_of_what_is_no_link(line, text):
    """A call of a client, a resource or a scope names the links."""
    assert text in message(line)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("client.app['example'].name", "the data is in client.app['example'].info().name"),
        ("client.app['example'].web_url", "the data is in client.app['example'].info().web_url"),
        ("client.app['example']['name']", "the data is in client.app['example'].info()['name']"),
        ("client.app['example'].nope", "the data is in client.app['example'].info()"),
        ("client.app['example']['dyno']", "attributes: client.app['example'].dyno"),
        ("client.app['example']['config-var']", "attributes: client.app['example'].config_var"),
        ("client.app['example'][0]", "the data is in client.app['example'].info()"),
        ("client.app['example'].dynos", "did you mean 'dyno'?"),
        ("client.app['example'].get", "did you mean 'info'?"),
        ("client.app['example'].with_options(timeout=1)", "such as app['example'].delete.with_options(...)"),
    ],
)
def test_data_of_a_scope(line, text):
    """A scope is not the data of its thing, and the error says where that is."""
    assert text in message(line)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("client.app.info.name", "call it first: client.app.info(app_identity).name"),
        ("client.app.info['name']", "call it first: client.app.info(app_identity)['name']"),
        ("client.app.info['example']", "call it: client.app.info('example')"),
        ("client.app.list[0]", "call it first: client.app.list()[0]"),
        ("client.app.list[:5]", "call it first: client.app.list()[:5]"),
        ("client.app.list.to_frame()", "call it first: client.app.list().to_frame"),
        ("list(client.app.list)", "call it first: client.app.list()"),
        ("for app in client.app.list: pass", "app.list is a link, not a list; call it first: client.app.list()"),
        ("len(client.app.list)", "call it first: len(client.app.list())"),
        ("'x' in client.app.list", "call it first: client.app.list()"),
        ("reversed(client.app.list)", "call it first: reversed(client.app.list())"),
        ("heroics_py.gather(client.app.info, client.app.list)", "call it first: client.app.list()"),
        ("client.app.list.timeout", "client.app.list.with_options(timeout=...)"),
        ("client.app.list.prepar", "did you mean 'prepare'?"),
        ("client.app.list.url", "did you mean .prepare(...).url?"),
        ("client.app['x'].info.name", "call it first: client.app['x'].info().name"),
    ],
)
def test_links_without_parentheses(line, text):
    """A link is not what its call returns, and the error has the call."""
    assert text in message(line)


@pytest.mark.parametrize("line", ["client.app.delete.name", "client.app.create['name']", "len(client.app.update)"])
def test_no_advice_to_change_something(line):
    """Nobody is told to call a link that changes something in order to read."""
    assert "call it" not in message(line)
    assert "its call sends" in message(line)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("for app in client.app: pass", "app is a resource, not a list; call client.app.list()"),
        ("len(client.app)", "call len(client.app.list())"),
        ("reversed(client.app)", "call reversed(client.app.list())"),
        ("heroics_py.gather(client.app.info, client.app)", "call client.app.list()"),
        ("client.app[None]", "client.app.list() lists all"),
        ("client.app[0:5]", "a part of the list is client.app.list()[0:5]"),
        ("client.app['a':'b']", "the list is client.app.list()"),
        ("client.app[['a', 'b']]", "for several: heroics_py.gather(client.app.info, [...])"),
        ("client.app['a', 'b']", "for several: heroics_py.gather(client.app.info, [...])"),
        ("client.app[{'name': 'x'}]", "client.app['x'] is the scope of one"),
    ],
)
def test_resources_taken_for_lists(line, text):
    """A resource is not the list of its things, and the error has the call."""
    assert text in message(line)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("client.app = 3", "client.app can't be set"),
        ("del client.app", "client.app can't be deleted"),
        ("client['app'] = 3", "client['app'] can't be set"),
        ("client.timeout = 3", "client.with_options(timeout=...)"),
        ("client.token = 'x'", "pass token= to connect()"),
        ("client.app.list = 3", "client.app.list can't be set"),
        ("client.app['x'] = {'name': 'y'}", "client.app.update('x', ...) changes one"),
        ("del client.app['x']", "client.app.delete('x') deletes one"),
        ("client.app['x'].maintenance = True", "client.app['x'].update(maintenance=...) changes it"),
        ("client.app['x']['maintenance'] = True", "client.app['x'].update(maintenance=...) changes it"),
        ("client.app.list.timeout = 3", "client.app.list.with_options(timeout=...)"),
        ("del client.app.list", "client.app.list can't be deleted"),
    ],
)
def test_names_that_are_set(line, text):
    """Names of the API can't be set or deleted, and the error has the call that changes something."""
    assert text in message(line)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("app.info", "the link is client.app.info"),
        ("app/info", "the link is client.app.info"),
        ("app.get", "the link is client.app.info"),
        ("formation.batchUpdate", "the link is client.formation.batch_update"),
        ("config-var.info", "the link is client.config_var.info"),
        ("/apps", "the links with this path: client.app.create, client.app.list"),
        ("GET /apps", "the links with this path: client.app.list"),
        ("apps", "did you mean 'app'?"),
    ],
)
def test_one_text_for_a_link(key, text):
    """One text for resource and link, or a path, is refused with the link."""
    assert text in message("client[key]", key=key)


def test_another_dialect():
    """The advice has the names of any API."""
    assert "len(client.book.list())" in message("len(client.book)", client=SHOP)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("client.app['x'].list()", "app['x'] has no 'list'; the link is client.app.list"),
        ("client.app['x'].all()", "app['x'] has no 'all'; the link is client.app.list"),
        ("client.app['x'].create", "app['x'] has no 'create'; the link is client.app.create"),
        ("client.app['x'].dyno['y'].new", "app['x'].dyno['y'] has no 'new'; the link is client.app['x'].dyno.create"),
    ],
)
def test_links_outside_of_a_scope(line, text):
    """A link that is not of one thing is named with its place, not looked for in the data."""
    assert message(line) == text


def test_lists_are_no_identities():
    """A list of the API is not an identity, like any list."""
    expected = "app[...] expects an identity, text or a Record; got RowList; for several: "
    assert message("client.app[apps]", apps=RowList([1])).startswith(f"{expected}heroics_py.gather(client.app.info")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("client.app.create('x')", "the body is a dict or a list; its fields are keywords: name=..."),
        (
            "client.app.create(json={})",
            "no argument 'json'; its fields are keywords, app.create(name=...), or one dict",
        ),
        ("client.app.update('x', data={})", "no argument 'data'; its fields are keywords: app.update(..., "),
        ("client.app.list(per_page=3)", "and app.list.with_options(limit=...) ends it early"),
        ("client.app.info(name='x')", "app.info() has no argument 'name'; expected app_identity"),
    ],
)
def test_arguments_of_other_libraries(line, text):
    """Keywords of other libraries get the way to pass the same thing."""
    assert text in message(line)
