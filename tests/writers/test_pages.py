"""The reference of an API as a static site and as Markdown: complete, escaped, with anchors that last."""

import ast
import json
import re
from html.parser import HTMLParser
from time import monotonic
from urllib.parse import unquote, urlsplit

import pytest

import heroics_py
from heroics_py.cli.commands import run
from heroics_py.model.identifiers import identifier
from heroics_py.stubs import stub_of
from heroics_py.writers.pages.entries import reference_of
from heroics_py.writers.pages.markdown import markdown_of
from heroics_py.writers.pages.prose import blocks_of, spans_of
from heroics_py.writers.pages.site import files_of

EVIL = (
    "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)> [click](javascript:alert(1)) "
    "\u202e \"'` | \ud800"
)


class Page(HTMLParser):
    """The elements of a page."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def values(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def document(words, *titles, **link):
    """Return a document of one resource, whose texts are all ``words``."""
    links = [
        {"title": each, "href": f"/things/{number}", "rel": "self", "description": words, **link}
        for number, each in enumerate(titles)
    ]
    properties = {
        words: {"type": "string", "description": words, "example": words},
        "id": {"type": "string", "pattern": words},
    }
    thing = {"title": words, "description": words, "properties": properties, "type": "object", "links": links}
    return {
        "title": words,
        "description": words,
        "definitions": {"thing": thing},
        "properties": {"thing": {"$ref": "#/definitions/thing"}},
    }


def site(schema):
    return dict(files_of(reference_of(heroics_py.read(schema), schema="shop.yaml")))


@pytest.fixture(scope="module")
def hostile():
    """The pages of a document whose every text is an attack."""
    schema = {"type": "object", "properties": {EVIL: {"type": "string", "enum": [EVIL]}}, "description": EVIL}
    return site(document(EVIL, EVIL, "Other", schema=schema, targetSchema=schema, encType=EVIL))


@pytest.fixture(scope="module")
def bookshelf(tmp_path_factory):
    """The pages that the command writes for a small API."""
    folder = tmp_path_factory.mktemp("site")
    assert run(["docs", "bookshelf", "-o", str(folder)]) == 0
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def pages(files):
    return {name: Page(text) for name, text in files.items() if name.endswith(".html")}


def test_no_text_of_a_schema_becomes_an_element(hostile):
    """Whatever its texts are, a page has two scripts of its own, no handlers and no images."""
    for page in pages(hostile).values():
        scripts = [attributes.get("src") for tag, attributes in page.elements if tag == "script"]
        handlers = [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
        assert (
            scripts,
            handlers,
            [tag for tag, _ in page.elements if tag in {"img", "iframe", "style", "object"}],
        ) == (
            ["search.js", "script.js"],
            [],
            [],
        )


def test_no_link_of_a_schema_runs_a_script(hostile):
    """A link leads to another page of the site, or to http(s) and mailto."""
    schemes = {urlsplit(each).scheme for page in pages(hostile).values() for each in page.values("href")}
    assert schemes <= {"", "http", "https", "mailto"}


def test_search_index_can_not_end_its_script(hostile):
    """The index of the search has no "<", and no letter that changes the direction of writing."""
    assert re.search("[<\u202e\u2028]", hostile["search.js"]) is None


def test_attack_is_shown_as_text(hostile):
    """What is escaped can still be read."""
    assert "<script>alert(1)</script>" in Page(hostile["thing.html"]).words


def test_each_page_has_a_strict_policy(bookshelf):
    """Each page forbids what is not a file of the site."""
    for page in pages(bookshelf).values():
        policy = next(each["content"] for tag, each in page.elements if tag == "meta" and "http-equiv" in each)
        assert policy == "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"


def test_nothing_comes_from_elsewhere(bookshelf):
    """Scripts, styles and pages are files of the site; the style loads nothing."""
    own = [each for page in pages(bookshelf).values() for each in (*page.values("src"), *page.values("href"))]
    assert {urlsplit(each).scheme for each in own} == {""}
    assert not re.search(r"url\(|@import", bookshelf["style.css"])


def test_long_title_leaves_room_for_the_search(bookshelf):
    """The search keeps its width next to a title of any length."""
    assert "#page-search { position: relative; flex: 1 0 14rem;" in bookshelf["style.css"]


def test_every_anchor_exists_once(bookshelf):
    """Each link within the site leads to a page and an anchor, and no page has an anchor twice."""
    anchors = {name: page.values("id") for name, page in pages(bookshelf).items()}
    assert all(len(set(ids)) == len(ids) for ids in anchors.values())
    for name, page in pages(bookshelf).items():
        for each in page.values("href"):
            target = urlsplit(each)
            file = target.path or name
            assert file in bookshelf
            assert not target.fragment or unquote(target.fragment) in anchors[file]


def test_search_index_leads_to_anchors(bookshelf):
    """Each result of the search is a page and an anchor of it."""
    rows = ast.literal_eval(bookshelf["search.js"].partition("=")[2].strip(" ;\n"))
    found = {row[3] for row in rows}
    assert {"book.html#create", "loan.html"} <= found
    assert all(
        not each.partition("#")[2] or f'id="{each.partition("#")[2]}"' in bookshelf[each.partition("#")[0]]
        for each in found
    )


def test_anchors_come_from_names():
    """The anchors of links stay the same when the schema lists them in another order."""
    names = ["Info", "Create", "Batch update"]
    one, other = (Page(site(document("A thing", *order))["thing.html"]).values("id") for order in (names, names[::-1]))
    assert sorted(one) == sorted(other)
    assert {identifier(each) for each in names} <= set(one)


def test_each_link_has_its_lines(bookshelf):
    """Each link has a line of Python, of curl and of the shell."""
    page = Page(bookshelf["book.html"])
    languages = [each["data-language"] for _, each in page.elements if "data-language" in each]
    links = [each for tag, each in page.elements if tag == "section" and each.get("class") == "link"]
    assert [languages.count(each) for each in ("python", "curl", "shell")] == [len(links)] * 3
    assert "heroics call bookshelf book list" in page.words


@pytest.mark.parametrize(
    ("schema", "resources"), [("bookshelf", ["author", "book", "loan"]), ("heroku", ["config_var"])]
)
def test_lines_are_those_of_a_client(schema, resources):
    """The signature and the line of curl are those of the client's own link."""
    client = heroics_py.connect(schema)
    api = client._core.api
    api = api.replaced(resources={name: api.resources[name] for name in (each.replace("_", "-") for each in resources)})
    for resource in reference_of(api, schema=schema).resources:
        for entry in resource.links:
            link = getattr(client[resource.name.replace("_", "-")], entry.name)
            assert entry.signature == f"client.{resource.name}.{entry.name}{link.__signature__}"
            assert entry.curl == link.curl(*entry.example.args, **entry.example.kwargs)


def test_stability_and_deprecation_are_marked():
    """What is not stable, or deprecated, has a badge."""
    schema = document("A thing", "Old")
    link = schema["definitions"]["thing"]["links"][0]
    link |= {"deprecated": True, "stability": "prototype"}
    page = Page(site(schema)["thing.html"])
    assert [each for each in page.values("class") if "badge" in each] == ["badge", "badge bad"]


def test_folders_of_this_computer_stay_out(tmp_path):
    """The reference names a file without the folders that only this computer has."""
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(document("A thing", "Info")))
    assert run(["docs", str(path), "-o", str(tmp_path / "shop.md")]) == 0
    text = (tmp_path / "shop.md").read_text(encoding="utf-8")
    assert (str(tmp_path) in text, "connect('shop.json', url=" in text) == (False, True)


@pytest.mark.parametrize("name", ["index", "con", "x" * 300, "größe", "a/../b"])
def test_names_of_files_are_safe(name):
    """The page of a resource has a name of its own that each system accepts."""
    schema = document("A thing", "Info")
    schema["definitions"] = {name: schema["definitions"]["thing"]}
    schema["properties"] = {name: {"$ref": "#/definitions/" + name.replace("/", "~1")}}
    (page,) = set(site(schema)) - {"index.html", "search.js", "script.js", "style.css"}
    assert page.endswith(".html")
    assert len(page.encode()) < 200
    assert "/" not in page
    assert page not in {"con.html", "index.html"}


def test_markdown_of_an_attack_is_text():
    """In Markdown no text of the schema becomes HTML, a link with a script, or the end of a block."""
    text = markdown_of(reference_of(heroics_py.read(document(EVIL, EVIL)), schema="shop.yaml"))
    outside = re.sub(r"(?ms)^(`{3,}).*?^\1$|(`+).*?\2", "", text)
    assert not re.search(r"(?<!\\)<(?!a id=)(?!/a>)|(?<!\\)\]\(<?javascript", outside)


def test_markdown_is_one_file(tmp_path, capsys):
    """``-o FILE.md`` writes one file with the links of all resources."""
    assert run(["docs", "bookshelf", "-o", str(tmp_path / "shop.md")]) == 0
    text = (tmp_path / "shop.md").read_text(encoding="utf-8")
    assert all(f'<a id="{each}"></a>' in text for each in ("book", "book.create", "loan.list"))
    assert "18 links" in capsys.readouterr().out


@pytest.mark.parametrize(("parameters", "returned"), [((), "Record"), (("page",), "Collection")])
def test_list_in_an_object_is_shown_as_the_api_sends_it(parameters, returned):
    """The sample response is the object that OpenAPI describes; help and stubs say what the call returns."""
    things = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}
    schema = {"type": "object", "properties": {"things": things, "total": {"type": "integer"}}}
    get = {
        "operationId": "listThings",
        "parameters": [{"name": each, "in": "query", "schema": {"type": "integer"}} for each in parameters],
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}},
    }
    api = heroics_py.read({"openapi": "3.0.0", "info": {"title": "Shop"}, "paths": {"/things": {"get": get}}})
    link = reference_of(api, schema="shop.yaml").resources[0].links[0]
    assert isinstance(json.loads(link.answer), dict)
    assert link.returns.startswith(returned)
    assert ("-> Collection[" in stub_of(api).partition("class ThingList(")[2]) == (returned == "Collection")


def test_fields_of_an_argument_are_listed():
    """An argument that takes an object has rows for its fields, and says which ones the object needs."""
    owner = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "age": {}}}
    schema = {"type": "object", "required": ["owner"], "properties": {"owner": owner}}
    document_of_things = document("Thing", "Create", method="POST", schema=schema)
    reference = reference_of(heroics_py.read(document_of_things), schema="shop.yaml")
    text = markdown_of(reference)
    assert re.findall(r"\| `(owner\S*)` \| (\w+) \| (\w+)", text) == [
        ("owner", "object", "required"),
        ("owner.name", "string", "required"),
        ("owner.age", "anything", "optional"),
    ]
    page = Page(dict(files_of(reference))["thing.html"])
    assert {"create.owner", "create.owner.name", "create.owner.age"} <= set(page.values("id"))


def test_descriptions_are_markdown():
    """Lists, code, emphasis and links of a description are formatted; what is not Markdown is text."""
    kinds = [each.kind for each in blocks_of("# Head\n\nOne\ntwo\n\n- a\n- b\n\n```\nx = 1\n```")]
    assert kinds == ["heading", "paragraph", "list", "code"]
    spans = spans_of("a `b` **c** *d* [e](https://e.example) [f](javascript:f) 2*3*4")
    assert [each.kind for each in spans] == ["text", "code", "text", "strong", "text", "em", "text", "link", "text"]


def test_long_markdown_takes_no_time():
    """Text that is made to slow regular expressions down is read at once."""
    begin = monotonic()
    for each in ("[" * 20000, "*" * 20000, "`" * 20000, "<http://" * 2500, "# " * 10000, "[a](" * 5000):
        assert spans_of(each)
        blocks_of(each)
    assert monotonic() - begin < 2


def test_folder_that_can_not_be_written_is_an_error(tmp_path, capsys):
    """A path that can't be written is one line, with the reason."""
    (tmp_path / "file").write_text("")
    assert run(["docs", "bookshelf", "-o", str(tmp_path / "file" / "site")]) == 1
    assert "can't be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("server", "begin"),
    [
        ("https://api.shop.example/v1", "connect('shop.yaml')"),
        ("/v1", "connect('shop.yaml', url='https://api.example.com/v1')"),
        ("", "connect('shop.yaml', url='https://api.example.com')"),
    ],
)
def test_first_lines_of_a_client(server, begin):
    """The first page says how to connect: with a URL, if the document has none."""
    item = {"get": {"tags": ["thing"], "responses": {"200": {"description": ""}}}}
    servers = {"servers": [{"url": server}]} if server else {}
    api = heroics_py.read({"openapi": "3.1.0", "info": {"title": "Shop"}, "paths": {"/things": item}, **servers})
    reference = reference_of(api, schema="shop.yaml")
    page = Page(dict(files_of(reference))["index.html"])
    assert (f"heroics_py.{begin}" in page.words, "1 resource, 1 link, at" in page.words) == (True, True)
    assert begin in markdown_of(reference)
