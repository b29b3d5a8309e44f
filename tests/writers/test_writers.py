"""Writers: docstrings and command lines."""

import shlex

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import heroics_py
from heroics_py.display.terminal import printable
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.writers.curl import curl

HEROKU = heroics_py.connect(trust_environment=False, token="s3cret-token")


def test_get_command():
    """A GET as a command line."""
    assert HEROKU.app.info.curl("my app") == (
        "curl https://api.heroku.com/apps/my%20app -H 'Accept: application/vnd.heroku+json; version=3'"
    )


def test_body_is_quoted():
    """A body is quoted for the shell."""
    line = HEROKU.app.create.with_options(validate=False).curl({"name": "it's $HOME"})
    assert shlex.split(line) == [
        "curl",
        "-X",
        "POST",
        "https://api.heroku.com/apps",
        "-H",
        "Accept: application/vnd.heroku+json; version=3",
        "-H",
        "Content-Type: application/json",
        "--data-raw",
        '{"name":"it\'s $HOME"}',
    ]


@example("")
@example("https://a.example/~me")
@settings(deadline=None)
@given(st.one_of(st.text("a'\"\\$ ~é\n@%+=:,./-_"), st.text().filter(lambda text: printable(text) == text)))
def test_quoting_equals_shlex(text):
    """Every printable text is quoted as shlex does."""
    assert curl(Request(method="GET", url=text)) == f"curl {shlex.quote(text)}"


def test_words_of_a_document_stay_words():
    """A method with characters of the shell is one word, and brackets in a URL make one request."""
    assert curl(Request(method="A`id`|B", url="https://a.example/")) == "curl -X 'A`id`|B' https://a.example/"
    url = "https://[::1]/things/[1-3]{a,b}"
    assert curl(Request(method="GET", url=url)) == f"curl --globoff '{url}'"
    assert curl(Request(method="GET", url="https://[::1]/things")) == "curl 'https://[::1]/things'"


def test_head_option():
    """A HEAD uses --head."""
    assert curl(Request(method="HEAD", url="https://a.example/?a=1&b=2")) == "curl --head 'https://a.example/?a=1&b=2'"


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "authorization",
        "Cookie",
        "X-Api-Key",
        "X-Auth-Token",
        "Proxy-Authorization",
        "X-AppKey",
        "AppKey",
        "X-UserPwd",
        "requestSig",
    ],
)
def test_secret_headers_are_omitted(name):
    """Headers with secrets are left out."""
    request = Request(method="GET", url="https://a.example/", headers=Headers({name: "s3cret", "X-One": "1"}))
    assert curl(request) == "curl https://a.example/ -H 'X-One: 1'"


def test_api_key_header_is_omitted():
    """The header of the API key is left out, with any name."""
    headers = Headers({"X-Tenant": "s3cret", "X-One": "1"})
    request = Request(method="GET", url="https://a.example/", headers=headers, secret_fields=frozenset({"x-tenant"}))
    assert curl(request) == "curl https://a.example/ -H 'X-One: 1'"


def test_credentials_are_omitted():
    """A command line never contains the client's credentials."""
    client = HEROKU.with_options(headers={"Authorization": "Bearer s3cret-token"})
    assert "s3cret" not in client.app.list.curl()


def test_link_docstring():
    """The docstring of a link has its request, arguments, result and example."""
    call = "client.app.update('01234567-89ab-cdef-0123-456789abcdef', build_stack='cedar-14')"
    assert HEROKU.app.update.__doc__.startswith(
        "Update an existing app.\n\n"
        "PATCH /apps/{app_identity}\n\n"
        "Args:\n"
        "    app_identity (id or name, required): unique identifier of app or unique name of app\n"
        "    build_stack (string or uuid, optional): unique name of stack or unique identifier of stack\n"
        "    maintenance (boolean, optional): maintenance status of app\n"
        "    name (string (matching ^[a-z][a-z0-9-]{2,29}$), optional): unique name of app\n\n"
        "Returns:\n"
        "    Record: An app represents the program that you would like to deploy and run on Heroku.\n\n"
        f"Example:\n    {call}"
    )


def test_docstring_is_cached():
    """A docstring is made once."""
    assert HEROKU.app.info.__doc__ is HEROKU.app.info.__doc__


def test_docstring_reflects_options():
    """The docstring of a link with other options shows what they send."""
    with_header = HEROKU.app.info.with_options(headers={"X-One": "1"})
    assert (HEROKU.app.info.__doc__.count("X-One"), with_header.__doc__.count("X-One")) == (0, 1)


def test_docstring_names_ranges():
    """The docstring of a list names the properties that it can be ordered by."""
    text = "Collection: a lazy list of Records; the option range orders it by id, name, updated_at"
    assert text in HEROKU.app.list.__doc__


def test_docstring_of_several_links():
    """The docstring of several links lists every request."""
    text = HEROKU.account.info.__doc__
    assert "GET /account\nGET /users/{account_identity}" in text
    assert "    client.account.info()\n    client.account.info(" in text


def test_resource_docstring():
    """The docstring of a resource lists its links with their signatures."""
    assert HEROKU.region.__doc__ == (
        "A region represents a geographic location in which your application may run.\n\n"
        "Links:\n"
        "  region.info(region_identity: str)  GET /regions/{region_identity}\n"
        "  region.list()  GET /regions"
    )


@pytest.mark.parametrize("name", ["heroku", "heroku-platform-api-0.5.0", "bookshelf"])
def test_docstring_examples_work(name):
    """The example of every docstring is a valid call."""
    client = heroics_py.connect(name, url="https://api.heroku.com", trust_environment=False)
    tried = 0
    for resource in dir(client):
        if resource in {"close", "with_options"}:
            continue
        bound = getattr(client, resource)
        for link in dir(bound):
            for line in getattr(bound, link).__doc__.partition("Example:\n")[2].partition("\n\n")[0].splitlines():
                called, _, arguments = line.strip().partition("(")
                prepared = eval(f"{called}.prepare({arguments}", {"client": client})
                assert prepared.url.startswith("https://api.heroku.com/")
                tried += 1
    assert tried == sum(len(resource.links) for resource in heroics_py.read(name).resources.values())
