# ruff: noqa: E501 - each program of the table is a line
"""The calls of small programs: each with the uses that are found in it."""

import pytest

import heroics_py

HEAD = "import heroics_py\nclient = heroics_py.connect()\n"

# What a program shows, its lines after HEAD, and its uses: line of the table, call, fields -> answers.
PROGRAMS = {
    "a call": ("client.app.list()", ["app.list"]),
    "fields": ("client.app.update('x', name='y', maintenance=True)", ["app.update maintenance name"]),
    "a body": ("client.app.create({'name': 'x', 'region': 'eu'})", ["app.create name region"]),
    "a body in steps": ("body = {'name': 'x'}\nbody['region'] = 'eu'\nclient.app.create(body)", ["app.create name region"]),
    "star-args": ("f = {'name': 'x'}\nclient.app.create(**f)", ["app.create name"]),
    "unknown star-args": ("import json\nclient.app.create(**json.loads(input()))", ["app.create *"]),
    "an identity in a variable": ("name = input()\nclient.app.info(name)", ["app.info"]),
    "an attribute": ("print(client.app.info('x').web_url)", ["app.info -> web_url"]),
    "a key": ("print(client.app.info('x')['web_url'])", ["app.info -> web_url"]),
    "get": ("print(client.app.info('x').get('web_url', ''))", ["app.info -> web_url"]),
    "in": ("if 'space' in client.app.info('x'): pass", ["app.info -> space"]),
    "nested": ("app = client.app.info('x')\nprint(app.owner['email'])", ["app.info -> owner.email"]),
    "a loop": ("for app in client.app.list():\n    print(app.name, app.region.name)", ["app.list -> name region.name"]),
    "a comprehension": ("names = [a.name for a in client.app.list() if a.maintenance]", ["app.list -> maintenance name"]),
    "sorted": ("print([a.id for a in sorted(client.app.list(), key=lambda a: a.name)])", ["app.list -> id name"]),
    "attrgetter": (
        "from operator import attrgetter\nfor a in sorted(client.app.list(), key=attrgetter('owner.email')): print(a.id)",
        ["app.list -> id owner.email"],
    ),
    "escapes": ("import json\nprint(json.dumps(client.app.info('x')))", ["app.info -> *"]),
    "printed": ("print(client.app.list())", ["app.list -> *"]),
    "dropped": ("app = client.app.create(name='x')", ["app.create name"]),
    "a scope": (
        "app = client.app['x']\napp.info()\nfor d in app.dyno.list(): app.dyno.restart(d.name)",
        ["app.info", "dyno.list -> name", "dyno.restart"],
    ),
    "a scope in a scope": ("client.app['x'].dyno['web.1'].info()", ["dyno.info"]),
    "an index": ("client['config-var'].info('x')", ["config_var.info"]),
    "an index with a title": ("client['app', 'Batch update']()", ["app.batch_update"]),
    "an alias": ("apps = client.app\nlist_ = apps.list\nlist_()", ["app.list"]),
    "options": ("quick = client.with_options(timeout=2)\nquick.app.list.with_options(limit=2)()", ["app.list"]),
    "with_arguments": (
        "c = heroics_py.with_arguments(client, app_identity='x')\nc.config_var.info()",
        ["config_var.info app_identity"],
    ),
    "send": ("print(client.app.info.send('x').data.name)", ["app.info -> name"]),
    "prepare": ("client.app.info.prepare('x')", ["app.info"]),
    "gather": (
        "for a in heroics_py.gather(client.app.info, ['x', 'y'], workers=2): print(a.name)",
        ["app.info -> name"],
    ),
    "gather with fields": (
        "heroics_py.gather(client.app.update, [('x', {'name': 'y'})])\nheroics_py.gather(client.app.create, [{'region': 'eu'}])",
        ["app.update name", "app.create region"],
    ),
    "stream": ("heroics_py.stream(client.log_drain.info, 'x', to='f', tail=True)", ["log_drain.info tail"]),
    "partial": (
        "from functools import partial\nmake = partial(client.app.create, region='eu')\nmake(name='x')",
        ["app.create name region"],
    ),
    "map": ("print([a.id for a in map(client.app.info, ['x'])])", ["app.info -> id"]),
    "an executor": (
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n"
        "    f = pool.submit(client.app.info, 'x')\n    print(f.result().name)",
        ["app.info -> name"],
    ),
    "a thread": (
        "import threading\ndef work(c, n):\n    c.app.delete(n)\nthreading.Thread(target=work, args=(client, 'x')).start()",
        ["app.delete"],
    ),
    "getattr": ("getattr(client, 'app').list()\ngetattr(client.app, 'info')('x')", ["app.list", "app.info"]),
    "getattr in a loop": (
        "for kind in ('app', 'addon'):\n    getattr(client, kind).list()",
        ["addon.list", "app.list"],
    ),
    "a computed resource": ("getattr(client, input()).list()", ["*.list"]),
    "a computed link": ("getattr(client.app, input())('x')", ["app.*"]),
    "a function": ("def names(c):\n    return [a.name for a in c.app.list()]\nnames(client)", ["app.list -> name"]),
    "a result of a function": (
        "def get():\n    return client.app.info('x')\nprint(get().name)",
        ["app.info -> name"],
    ),
    "a result that nobody takes": ("def get():\n    return client.app.info('x')", ["app.info -> *"]),
    "a route": ("import flask\napp = flask.Flask('x')\n@app.get('/')\ndef get():\n    return client.app.list()", ["app.list -> *"]),
    "a generator": (
        "def apps():\n    for a in client.app.list():\n        yield a\nfor a in apps(): print(a.name)",
        ["app.list -> name"],
    ),
    "a context manager": (
        "from contextlib import contextmanager\n@contextmanager\ndef box():\n    with heroics_py.sandbox() as c:\n"
        "        yield c\nwith box() as c:\n    c.app.list()",
        ["app.list"],
    ),
    "a class": (
        "class Audit:\n    def __init__(self, c): self.c = c\n    def run(self): return self.c.app.list()[0].name\nAudit(client).run()",
        ["app.list -> name"],
    ),
    "a class attribute": ("class Audit:\n    c = client\n    def run(self): self.c.app.list()", ["app.list"]),
    "a subclass": (
        "class Base:\n    def __init__(self, c): self.c = c\nclass Audit(Base):\n    def __init__(self, c):\n"
        "        super().__init__(c)\n    def run(self): self.c.app.list()\nAudit(client)",
        ["app.list"],
    ),
    "a property": (
        "class A:\n    @property\n    def c(self): return heroics_py.connect()\n    def run(self): self.c.app.list()",
        ["app.list"],
    ),
    "a dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    c: heroics_py.Client\n    def run(self): self.c.app.list()",
        ["app.list"],
    ),
    "a wrapper": (
        "class W:\n    def __init__(self, c): self._c = c\n    def __getattr__(self, name): return getattr(self._c, name)\n"
        "W(client).app.list()",
        ["app.list"],
    ),
    "an annotation": ("def f(c: heroics_py.Client): c.app.list()", ["app.list"]),
    "an annotation as text": ("def f(c: 'heroics_py.Client | None' = None): c.app.list()", ["app.list"]),
    "a parameter with the name of a client": ("def f(client): client.app.list()", ["app.list ?"]),
    "a dict of clients": ("clients = {'eu': client}\nfor c in clients.values(): c.app.list()", ["app.list"]),
    "walrus": ("if (app := client.app.info('x')).maintenance: print(app.name)", ["app.info -> maintenance name"]),
    "match": (
        "match client.app.info('x'):\n    case {'name': name, 'stack': {'name': s}}: print(name, s)",
        ["app.info -> name stack.name"],
    ),
    "a conditional import": (
        "try:\n    from heroics_py import sandbox as make\nexcept ImportError:\n    make = None\nmake().app.list()",
        ["app.list"],
    ),
    "another name of the package": ("import heroics_py as h\nh.connect().app.list()", ["app.list"]),
    "a fixture": (
        "import pytest\n@pytest.fixture\ndef shop():\n    with heroics_py.sandbox() as c:\n        yield c\n"
        "def test_it(shop): shop.app.list()",
        ["app.list"],
    ),
    "a fixture of the plugin": ("def test_it(heroics_client): heroics_client.app.list()", ["app.list"]),
    "links of a record": ("app = client.app.info('x')\nheroics_py.links(app).dyno.list()", ["app.info -> (identity)", "dyno.list"]),
    "a record as argument": ("app = client.app.info('x')\nclient.app.delete(app)", ["app.info -> (identity)", "app.delete"]),
    "wait": (
        "b = client.build.create('x')\nb = heroics_py.wait(b, status='ok', timeout=9)\nprint(b.id)",
        ["build.create -> id status", "build.info -> id status"],
    ),
    "async": (
        "async def f():\n    async with heroics_py.connect_async() as c:\n        async for a in c.app.list(): print(a.name)\n"
        "        print((await c.app.info('x')).id)",
        ["app.list -> name", "app.info -> id"],
    ),
    "await all": (
        "import asyncio\nasync def f():\n    a, b = await asyncio.gather(client.app.info('x'), client.dyno.info('y', 'z'))\n"
        "    print(a.name, b.state)",
        ["app.info -> name", "dyno.info -> state"],
    ),
    "a client handed over": ("import other\nother.audit(client)", ["*"]),
    "a link handed over": ("import other\nother.retry(client.app.info)", ["app.info * -> *"]),
    "a direct request": ("heroics_py.request(client, 'GET', '/apps')", ["GET /apps"]),
}  # fmt: skip


def shown(use):
    """Return a use as the table has it."""
    parts = [use.call, *use.fields, *(["?"] if use.certainty == "possible" else [])]
    return " ".join([*parts, *(["->", *use.answers] if use.answers else [])])


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(tmp_path, name):
    """The uses of a program are found, with what is passed and what is read."""
    text, expected = PROGRAMS[name]
    (tmp_path / "program.py").write_text(HEAD + text + "\n")
    found = heroics_py.uses(tmp_path)
    assert [
        shown(each).replace("* -> *", "").strip() if each.call == "*" else shown(each) for each in found
    ] == expected
