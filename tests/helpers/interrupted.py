"""A program whose first call is interrupted at one of its steps, and which then goes on to call.

Run with the number of samples: forks once for each, raises KeyboardInterrupt at a step of the first call (the entry of
a function, or the return of a built-in one), and prints a line for each outcome that is not as promised, then "done".
"""

import faulthandler
import http.server
import json
import os
import sys
import traceback

import heroics_py

SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
    "definitions": {
        "thing": {
            "definitions": {"id": {"type": "string"}},
            "links": [
                {"title": "Info", "rel": "self", "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}"},
                {"title": "List", "rel": "instances", "href": "/things"},
                {
                    "title": "Create",
                    "rel": "create",
                    "href": "/things",
                    "method": "POST",
                    "schema": {"type": "object", "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"}}},
                },
            ],
        }
    },
}


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the path, so that an answer that belongs to another call is seen."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps([{}] if (self.command, self.path) == ("GET", "/things") else {"path": self.path}).encode()
        self.send_response(404 if self.path == "/things/missing" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("RateLimit-Remaining", "15")
        self.send_header("ETag", '"x"')
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - as the library wants it

    def log_message(self, *_):
        pass


def interrupted(call, step, within=()):
    """Make a call that is interrupted at a step; return how many steps there were, and what became of it.

    ``within`` are names of functions: only steps that they lead to count.
    """
    seen = 0

    def look(frame, event, _argument):
        nonlocal seen
        if event in ("call", "c_return") and (not within or is_within(frame)):
            seen += 1
            if seen == step:
                raise KeyboardInterrupt

    def is_within(frame):
        while frame is not None and frame.f_code.co_name not in within:
            frame = frame.f_back
        return frame is not None

    sys.setprofile(look)
    try:
        call()
    except KeyboardInterrupt:
        return seen, "interrupted"
    finally:
        sys.setprofile(None)
    return seen, "answered"


def first_calls(client):
    client.thing.info("first")
    client.thing.create(name="first")
    for wrong in (lambda: client.thing.info("missing"), lambda: client.thing.create(nmae="first")):
        try:
            wrong()
        except heroics_py.HeroicsError as error:
            repr(error)
    list(client.thing.list())
    shown = (repr(client.thing.info), client.thing.info.__doc__, client._repr_html_())
    assert all(shown)


def later_calls(client, url):
    for number in range(3):
        assert client.thing.info(f"later-{number}").path == f"/things/later-{number}"
    assert client.thing.create(name="later").path == "/things"
    assert (len(client.thing.list()), "things" in client.thing.list.__doc__) == (1, True)
    fresh = heroics_py.connect(SCHEMA, url=url, trust_environment=False, timeout=20)
    assert fresh.thing.info("fresh").path == "/things/fresh"
    assert fresh.thing.create(name="fresh").path == "/things"
    fresh.close()
    client.close()
    assert client.thing.info("again").path == "/things/again"


def in_a_fork(work):
    """Run ``work`` in a child, and return what it writes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        told = ""
        faulthandler.dump_traceback_later(60, exit=True)  # a call that hangs ends the child, which then tells nothing
        try:
            told = str(work())
        except BaseException:  # noqa: BLE001 - whatever it is, the test shows it
            told = traceback.format_exc()
        os.write(writing, told.encode()[-60_000:])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    return told


def main(samples, url):
    def connected():
        return heroics_py.connect(SCHEMA, url=url, trust_environment=False, timeout=20)

    def tried(step):
        client = connected()
        _, outcome = interrupted(lambda: first_calls(client), step)
        later_calls(client, url)
        return outcome

    steps = int(in_a_fork(lambda: interrupted(lambda: first_calls(connected()), 0)[0]))
    outcomes = set()
    for number in range(samples):
        step = 1 + number * steps // samples
        outcome = in_a_fork(lambda step=step: tried(step))
        outcomes.add(outcome)
        if outcome not in ("interrupted", "answered"):
            sys.stdout.write(f"step {step} of {steps}: {outcome}\n")
    sys.stdout.write(f"done {steps > samples} {'interrupted' in outcomes}\n")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(int(sys.argv[1]), sys.argv[2])
