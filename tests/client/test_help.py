"""Help on a client and its parts: what to do first, and the names of the API."""

import inspect
import pydoc
import subprocess
import sys

import pytest
from canned import connected

import heroics_py

CLIENT, TRANSPORT = connected()
LINKS = [{"title": "List", "rel": "instances", "method": "GET", "href": "/t"}]


def plain_help(thing):
    return pydoc.plain(pydoc.render_doc(thing))


def test_help_on_a_client():
    """Help on a client has the first steps and the resources, not the methods of the class."""
    text = plain_help(CLIENT)
    expected = ["First steps:\n", 'client.app.info("...")', "Resources (", "info, list, batch_update, update"]
    assert [words for words in expected if words not in text] == []
    assert ("__getitem__" in text, TRANSPORT.sent) == (False, [])


@pytest.mark.parametrize("expression", ["client", "client.app", "client.app['x']", "client.app.list"])
def test_help_in_an_interpreter(expression):
    """The help of Python shows no class, for a client and each of its parts."""
    code = f"import heroics_py; client = heroics_py.connect(); help({expression})"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert ("Help on" in shown, "Methods defined here" in shown, "app" in shown) == (True, False, True)


def test_help_on_the_class():
    """The class has a docstring of its own."""
    assert heroics_py.Client.__doc__.startswith("A client of one API")


@pytest.mark.parametrize("thing", [CLIENT, CLIENT.app, CLIENT.app["x"]])
def test_no_signature(thing):
    """What can't be called has no signature, though Python takes it for callable."""
    with pytest.raises(ValueError, match="no signature"):
        inspect.signature(thing)
    with pytest.raises(ValueError, match="no signature"):
        inspect.signature(thing.__call__)


def test_first_steps_can_be_typed():
    """The first steps are lines that work."""
    with heroics_py.sandbox(socket=False) as client:
        client.app.create(name="example")
        steps = [line.strip().split("  ")[0] for line in client.__doc__.split("\n\n")[-2].splitlines()[1:]]
        for line in steps:
            code = line.replace("...", "example")
            eval(code, {"client": client, "heroics_py": heroics_py, "help": pydoc.render_doc})
        assert len(steps) == 9


def test_help_on_a_large_api():
    """The resources of a large API are listed by name, the first thousand of them."""
    schema = {"definitions": {f"thing-{number}": {"links": LINKS} for number in range(1200)}}
    text = heroics_py.connect(schema, url="https://things.example").__doc__
    assert ("thing_999," in text, "and 200 more: list(client)" in text, "client.thing_5 " in text) == (
        True,
        True,
        False,
    )


def test_hostile_texts_in_help():
    """A title can't steer the terminal."""
    schema = {"title": "\x1b[2J", "description": "\x1b]0;x\x07", "definitions": {"t": {"links": LINKS}}}
    assert "\x1b" not in heroics_py.connect(schema, url="https://things.example").__doc__
