"""A notebook in a real kernel: Tab, Shift-Tab, tables and errors."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ("client.ap", ["app", "app_feature", "app_setup", "app_transfer"]),
        ("client.app.", ["create", "delete", "info", "list", "list_owned_and_collaborated", "update"]),
        ("scope.dyno.", ["create", "info", "list", "restart", "restart_all"]),
        ('client.app["example"].dyno.re', ["restart", "restart_all"]),
        ('client.app["example"].upd', ["update"]),
        ("scope.config", ["config_var"]),
    ],
)
def test_completion_of_names(kernel, quiet, code, offered):
    """Tab offers the names of the API."""
    assert kernel.complete(code) == offered


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ('client["config-', ["config-var"]),
        ('client["app", "Li', ["List", "List Owned and Collaborated"]),
        ('apps["', ["example", "other"]),
        ('apps["o', ["other"]),
        ('app["web_', ["web_url"]),
    ],
)
def test_completion_of_indexes(kernel, quiet, code, offered):
    """Tab offers names and keys in brackets."""
    assert kernel.complete(code) == offered


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ("client.app.create(na", "name="),
        ("client.app.update('example', main", "maintenance="),
        ('client.app["example"].dyno.create(com', "command="),
        ('client.app["example"].dyno.create(command="x", si', "size="),
        ('client.app["example"].update(', "maintenance="),
        ("client.with_options(", "cache_mode="),
        ("client.app.list.with_options(time", "timeout="),
    ],
)
def test_completion_of_arguments(kernel, quiet, code, offered):
    """Tab offers keyword arguments."""
    assert offered in kernel.complete(code)


def test_completion_of_used_arguments(kernel, quiet):
    """Tab offers no argument twice, and none as a value."""
    start = 'client.app["example"].dyno.create('
    for code in (f'{start}command="x", com', f"{start}command=com", f"{start}str(com"):
        assert "command=" not in kernel.complete(code)


@pytest.mark.parametrize(
    "code", ["app.web", "apps[0].web", 'apps["other"].web', 'app["owner"].em', "app.owner.em", "apps[0].owner.em"]
)
def test_completion_of_record_keys(kernel, quiet, code):
    """Tab offers the keys of a record."""
    assert kernel.complete(code) == ["email" if code.endswith("em") else "web_url"]


def test_completion_without_jedi(kernel, quiet):
    """Tab works without jedi."""
    kernel.run("%config IPCompleter.use_jedi = False")
    try:
        codes = ("client.app.cr", 'client.app["example"].dyno.li', "app.web", "app.owner.em", "apps[0].web")
        offered = [[name.rpartition(".")[2] for name in kernel.complete(code)] for code in codes]
    finally:
        kernel.run("%config IPCompleter.use_jedi = True")
    assert offered == [["create"], ["list"], ["web_url"], ["email"], ["web_url"]]


@pytest.mark.parametrize("code", ["apps[70].web", 'apps["nowhere"].web', "apps[-1].web"])
def test_completion_fetches_nothing(kernel, quiet, code):
    """Tab fetches no items."""
    assert kernel.complete(code) == []


def test_help_on_a_link(kernel, quiet):
    """Help shows parameters with types, an example and the command line."""
    text = kernel.help("client.app.update")
    expected = [
        "client.app.update(\n    app_identity: str,",
        "PATCH /apps/{app_identity}",
        "app_identity (id or name, required): unique identifier",
        "maintenance (boolean, optional): maintenance status of app",
        "Example:\n    client.app.update('01234567-",
        "Shell:\n    curl -X PATCH http://127.0.0.1:",
    ]
    assert [words for words in expected if words not in text] == []


def test_help_on_a_list(kernel):
    """Help does not ask a list for its length."""
    kernel.run("paged = client.app.list.with_options(range=heroics_py.Range('name', max=1))()")
    before = kernel.value("len(server.requests)")
    texts = [kernel.help("paged"), kernel.help("apps")]
    assert kernel.value("len(server.requests)") == before
    assert ["Length:" in each for each in texts] == [False, True]  # a complete list is counted


def test_help_on_a_client(kernel, quiet):
    """Help on a client has the first steps and the resources, and no signature."""
    text = kernel.help("client")
    assert ["First steps:" in text, "Resources (" in text, "ignature:" in text] == [True, True, False]


def test_help_on_a_resource(kernel, quiet):
    """Help on a resource lists its calls."""
    assert "app.info(app_identity: str)  GET /apps/{app_identity}" in kernel.help("client.app")


OUTPUTS = [
    *("client", "client.app", "client.app.create", "scope", "app", "apps", "apps.first()"),
    *("apps[:1]", "apps.to_list()", "heroics_py.find(client, 'scale')"),
    *("heroics_py.check('heroku')", "heroics_py.gather(abs, [1, 2])"),
]


@pytest.mark.parametrize("code", OUTPUTS)
def test_outputs_are_tables(kernel, quiet, code):
    """Clients, resources, links, records and lists of results show as tables, and send nothing."""
    shown = kernel.run(code)
    assert ("<table" in shown["html"], "error" in shown) == (True, False)


@pytest.mark.parametrize("code", ["client.app.list.send()", "heroics_py.gather(client.app.info, ['example'])"])
def test_results_are_tables(kernel, code):
    """Responses and the results of many calls show as tables."""
    shown = kernel.run(code)
    assert ("<table" in shown["html"], "error" in shown) == (True, False)


def test_results_as_text(kernel):
    """The text of results has a line for each."""
    text = kernel.run("heroics_py.gather(client.app.info, ['example', 'no'], errors='collect')")["text"]
    assert [line.split("'")[0] for line in text.split("\n")] == ["[Record({", " <NotFound: Couldn"]


def test_response_error_in_two_lines(kernel):
    """A ResponseError shows its message, its call and the caller's own line."""
    first, second = kernel.run('def look():\n    return client.app.info("nowhere")\n\nlook()')["error"].split("\n")
    assert first.startswith("NotFound: Couldn't find that app. (404 not_found, app.info, request ")
    assert (second.startswith("  at Cell In["), second.partition(", ")[2]) == (
        True,
        'line 2: return client.app.info("nowhere")',
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("client.app.create(name=7)", "ValidationError: app.create: name: expected string"),
        ("client.app.create(nmae='x')", "CallError: app.create() has no argument 'nmae'; did you mean 'name'?"),
        ("client.app.crate()", "NoSuchAttribute: app has no link 'crate'; did you mean 'create'?"),
        ("app.nmae", "NoSuchKey: no key 'nmae'; did you mean 'name'?"),
        ('client["ap"]', "NoSuchName: this API has no resource 'ap'; did you mean 'app'?"),
    ],
)
def test_call_errors_in_two_lines(kernel, quiet, code, message):
    """An error before anything is sent takes two lines."""
    shown = kernel.run(code)["error"]
    assert (shown.startswith(message), shown.count("\n"), shown.endswith(code)) == (True, 1, True)


def test_verbose_tracebacks(kernel):
    """Verbose mode shows every frame."""
    try:
        shown = kernel.run('%xmode Verbose\nclient.app.info("nowhere")')["error"]
    finally:
        kernel.run("%xmode Context")
    assert ("BoundLink.__call__" in shown, "read_response" in shown) == (True, True)


def test_masked_output_and_whole_data(kernel):
    """Secrets are masked in outputs, and whole in the data."""
    kernel.run('scope.config_var.update({"DATABASE_URL": "postgres://me:s3cret@db.example/x", "API_KEY": "s3cret"})')
    shown = kernel.run("scope.config_var.info()")
    assert ("s3cret" in shown["html"], "s3cret" in shown["text"]) == (False, False)
    assert kernel.value("scope.config_var.info().API_KEY") == "s3cret"


WARMED = """
import sys, threading
if "{shell}":
    from IPython.core.interactiveshell import InteractiveShell
    InteractiveShell.instance()
import heroics_py
heroics_py.connect()
[thread.join() for thread in threading.enumerate() if thread.name == "heroics-py warm-up"]
print("heroics_py.validation.checker" in sys.modules, "heroics_py.transport.exchange.session" in sys.modules)
"""


@pytest.mark.parametrize(("shell", "loaded"), [("IPython", "True True"), ("", "False False")])
def test_background_loading(jupyter, environment, shell, loaded):
    """Under IPython alone, the modules of a first call are loaded in the background."""
    command = [sys.executable, "-c", WARMED.format(shell=shell)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == loaded


WAITS = """
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import heroics_py

class Limited(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        for name, value in {{"Content-Type": "application/json", "Content-Length": "2"}}.items():
            self.send_header(name, value)
        self.send_header("RateLimit-Remaining", "0")
        self.send_header("RateLimit-Reset", "2")
        self.end_headers()
        self.wfile.write(b"{{}}")

    def log_message(self, *_):
        pass

limited = ThreadingHTTPServer(("127.0.0.1", 0), Limited)
threading.Thread(target=limited.serve_forever, daemon=True).start()
link = {{"title": "Info", "rel": "self", "href": "/things/{{(id)}}"}}
schema = {{
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "properties": {{"thing": {{"$ref": "#/definitions/thing"}}}},
    "definitions": {{"thing": {{"links": [link]}}}},
}}
with heroics_py.connect(schema, url=f"http://127.0.0.1:{{limited.server_port}}", cache=None) as waiting_client:
    {call}
limited.shutdown()
limited.server_close()
"""


def test_wait_below_the_cell(kernel):
    """A wait appears once, in an output of its own that is empty again afterwards."""
    call = "waiting_client.thing.info('a'); waiting_client.thing.info('b')"
    shown = kernel.displays(WAITS.format(call=call))
    assert shown == [
        ("display_data", "waiting 2 s for the rate limit of 127.0.0.1 (RateLimit-Reset)"),
        ("update_display_data", ""),
    ]


def test_wait_next_to_a_bar(kernel):
    """Next to a bar, a wait is part of the widget; there is no second output."""
    call = "waiting_client.thing.info('a'); heroics_py.gather(waiting_client.thing.info, ['b', 'c'])"
    shown = kernel.displays(WAITS.format(call=call))  # tqdm writes spaces as wide as a digit
    kinds = {kind for kind, text in shown if "waiting\u2007" in text}
    assert kinds == {"comm_msg"}
    assert "waiting" not in [text for kind, text in shown if kind == "comm_msg"][-1]
