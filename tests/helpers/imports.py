"""A program that makes one first call, and prints each module that its main thread itself imports for it.

Run with the URL of a server, and the name of a call.
"""

import pydoc  # noqa: F401 - what help() loads is Python's own
import sys
from datetime import datetime
from tempfile import TemporaryDirectory

from interrupted import SCHEMA

import heroics_py

OPENAPI = """
openapi: 3.1.0
info: {title: things, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: info
      tags: [thing]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: one, content: {application/json: {schema: {type: object}}}}}
  /things:
    get:
      operationId: list
      tags: [thing]
      parameters: [{name: since, in: query, schema: {type: string}}]
      responses: {"200": {description: all, content: {application/json: {schema: {type: array}}}}}
"""


def shown(value):
    """Show a value in every way."""
    return repr(value), value.__doc__, value._repr_html_()


def failed(call):
    """Return how the failure of a call is shown."""
    try:
        call()
    except heroics_py.HeroicsError as error:
        return repr(error), str(error), error._repr_html_(), error._render_traceback_()


CALLS = {
    "get": lambda client: client.thing.info("x"),
    "post": lambda client: client.thing.create(name="x"),
    "list": lambda client: list(client.thing.list()),
    "list shown": lambda client: client.thing.list()._repr_html_(),
    "answer shown": lambda client: shown(client.thing.info("x")),
    "missing": lambda client: failed(lambda: client.thing.info("missing")),
    "invalid": lambda client: failed(lambda: client.thing.create(name=1)),
    "misspelt": lambda client: failed(lambda: client.thing.create(nmae="x")),
    "date": lambda client: client.thing.info(datetime(2020, 1, 1)),  # noqa: DTZ001 - taken for UTC
    "link shown": lambda client: shown(client.thing.info),
    "client shown": shown,
    "resource shown": lambda client: shown(client.thing),
    "curl": lambda client: client.thing.info.curl("x"),
    "key": lambda client: failed(lambda: getattr(client.thing.info("x"), "pth", None)),
    "many": lambda client: heroics_py.gather(client.thing.info, ["x", "y"]),
    "wait": lambda client: heroics_py.wait(client.thing.info("x"), path="/things/x"),
    "find": lambda client: heroics_py.find(client, "thing"),
    "sandbox": lambda _: heroics_py.sandbox("bookshelf").book.list(),
}


def main(url, name, kind, folder):
    """Make one call, and report what the main thread imports from the moment that the package is used."""
    found = []
    assert heroics_py.HeroicsError  # what loads all else is loaded with the first name

    def look(frame, event, _):
        module = frame.f_locals.get("name")
        if event == "call" and frame.f_code.co_name == "_find_and_load" and module not in sys.modules:
            found.append(module)

    if kind == "yaml":
        schema = f"{folder}/api.yaml"
        with open(schema, "w", encoding="utf-8") as file:
            file.write(OPENAPI)
    else:
        schema = SCHEMA
    cache = folder if kind == "files" else "memory"
    sys.setprofile(look)
    with heroics_py.connect(schema, url=url, cache=cache, token="x", timeout=20) as client:
        CALLS[name](client)
    sys.setprofile(None)
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        main(*sys.argv[1:], place)
