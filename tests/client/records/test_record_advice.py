"""Records: the methods of a dict that a link has for a name, and keys that are missing."""

import copy
import pickle
import warnings

import pytest
from canned import connected

import heroics_py
from heroics_py import LocalChangeWarning, Record

APP = {"id": "01234567-89ab-cdef-0123-456789abcdef", "name": "example", "region": {"name": "us"}}


def example(**fields):
    client, transport = connected(lambda _: {**APP, **fields})
    return client.app.info("example"), transport


def warned(action):
    with pytest.warns(LocalChangeWarning) as caught:
        action()
    return [(str(each.message), each.filename) for each in caught]


def test_update_of_a_record():
    """A change of the dict warns, with the call that changes the thing, and sends nothing."""
    app, transport = example()
    text = (
        "record.update() changes the dict only, and sends nothing; client.app.update(record, maintenance=True) calls "
        "the link"
    )
    assert warned(lambda: app.update(maintenance=True)) == [(text, __file__)]
    assert (app.maintenance, len(transport.sent)) == (True, 1)


def test_values_in_the_warning():
    """The warning shows no value that may be secret."""
    app, _ = example()
    assert "s3cret" not in warned(lambda: app.update(stack="s3cret"))[0][0]
    assert "client.app.update(record, ...)" in warned(lambda: app.update({"stack": "s3cret"}))[0][0]


def test_update_of_a_copy():
    """Copies of a record warn, too."""
    app, _ = example()
    for duplicate in (app.copy(), copy.copy(app), copy.deepcopy(app)):
        assert len(warned(lambda each=duplicate: each.update(name="x"))) == 1


@pytest.mark.parametrize("name", ["clear", "pop", "popitem", "setdefault"])
def test_other_methods(name):
    """Every method that changes a dict warns if the record has a link of its name."""
    link = {"title": name, "method": "POST", "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}"}
    info = {"title": "Info", "rel": "self", "method": "GET", "href": "/things/1", "targetSchema": {"type": "object"}}
    thing = {"definitions": {"id": {"type": "string"}}, "properties": {"id": {}}, "links": [link, info]}
    client, _ = connected(lambda _: {"id": "1"}, {"definitions": {"thing": thing}}, url="https://things.example")
    record = client.thing.info()
    arguments = {"pop": ("id",), "setdefault": ("id",)}.get(name, ())
    assert f"client.thing.{name}(record) calls the link" in warned(lambda: getattr(record, name)(*arguments))[0][0]


def test_methods_without_a_link():
    """Methods that no link is named after do not warn, nor do records of unknown kind or origin."""
    app, _ = example(space=None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app.pop("space")
        app.setdefault("x", 1)
        app["name"] = "y"
        app.maintenance = True
        app.region.update(name="eu")
        Record(APP).update(name="z")
    assert (app.region.name, app.x) == ("eu", 1)


def test_results_of_the_methods():
    """The methods return what those of a dict return; nested objects are records."""
    record = Record({"a": {"b": 1}, "c": 2})
    assert (record.setdefault("a").b, record.setdefault("d", {"e": 1}).e, record.pop("c")) == (1, 1, 2)
    assert (record.pop("nope", 3), record.popitem()[0]) == (3, "d")
    with pytest.raises(KeyError):
        record.pop("nope")
    record.update([("x", 1)], y=2)
    assert (record.x, record.y) == (1, 2)
    record.clear()
    assert record == {}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("nmae", "no key 'nmae'; did you mean 'name'?"),
        ("Name", "no key 'Name'; did you mean 'name'?"),
        (0, "no key 0; expected one of id, name, region"),
        ("\x1b[2J", "no key '\\x1b[2J'; expected one of id, name, region"),
    ],
)
def test_missing_keys(key, text):
    """The KeyError for a missing key names the closest keys, and has the key as its argument."""
    with pytest.raises(KeyError) as caught:
        example()[0][key]
    assert (str(caught.value), caught.value.args) == (text, (key,))
    assert str(pickle.loads(pickle.dumps(caught.value))) == text


def test_missing_keys_of_nested_records():
    """A nested record names its own keys."""
    with pytest.raises(KeyError, match="no key 'nmae'; did you mean 'name'"):
        example()[0]["region"]["nmae"]


def test_no_default_for_missing_keys():
    """A record has no `__missing__`, which would change what pandas does with it."""
    assert not hasattr(Record, "__missing__")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("delete", "a link is called as client.app.delete(record)"),
        ("destroy", "a link is called as client.app.delete(record)"),
        ("info", "a link is called as client.app.info(record)"),
        ("refresh", "heroics_py.refresh(record) does it"),
        ("nmae", "did you mean 'name'?"),
        ("zzz", "expected one of id, name, region"),
    ],
)
def test_links_among_the_keys(name, text):
    """An attribute that is not a key, but a link of the record, is refused with its call."""
    with pytest.raises(AttributeError) as caught:
        getattr(example()[0], name)
    assert str(caught.value) == f"no key {name!r}; {text}"


def test_links_of_nested_paths():
    """A link with several parameters in its path is called by links(record)."""
    client, _ = connected(lambda _: {"id": "1", "name": "web.1"})
    with pytest.raises(AttributeError, match=r"heroics_py\.links\(record\)\.restart\(\)"):
        _ = client.dyno.info("example", "web.1").restart


def test_the_advice_works():
    """The calls of the advice do what it says."""
    with heroics_py.sandbox(socket=False) as client:
        app = client.app.create(name="example")
        assert client.app.update(app, maintenance=True).maintenance is True


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("save", "a link is called as client.app.update(record)"),
        ("patch", "a link is called as client.app.update(record)"),
        ("reload", "heroics_py.refresh(record) does it"),
        ("to_dict", "a record is a dict: json.dumps(record), dict(record)"),
        ("spce", "did you mean 'space'?"),
    ],
)
def test_methods_of_other_records(name, hint):
    """A verb is not taken for a slip of a key, and a method of other records gets what does the same."""
    app, _ = example(space=None)
    with pytest.raises(AttributeError) as caught:
        getattr(app, name)
    assert str(caught.value) == f"no key {name!r}; {hint}"
