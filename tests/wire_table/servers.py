"""3.1.1, 4.8.5 Server Object: where an operation is, and what another origin gets."""

from wire_case import WireCase

SECTION = "3.1.1, 4.8.5 Server Object"
HEADER_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
QUERY_KEY = {"type": "apiKey", "in": "query", "name": "key"}
BEARER = {"type": "http", "scheme": "bearer"}


def at(says, servers, line, /, operation=None, **changes):
    """Return a case with the servers of the document and those of its operation."""
    own = {} if operation is None else {"servers": [{"url": operation}]}
    own |= changes.pop("keys", {})
    document = {"servers": servers, **changes.pop("document", {})}
    return WireCase(section=SECTION, says=says, operation=own, document=document, line=line, **changes)


def on_other(says, line, /, schemes=None, keys=None, **changes):
    """Return a case of an operation whose server is at another origin."""
    document = {"components": {"securitySchemes": schemes}} if schemes else {}
    changes["connect"] = {"allowed_origins": ["OTHER"], **changes.get("connect", {})}
    keys = {"security": [{name: []} for name in schemes or ()], **(keys or {})}
    return at(says, ROOT, line, operation="OTHER/up", keys=keys, document=document, **changes)


ROOT = [{"url": "ORIGIN/v1"}]
VARIABLES = {"v": {"default": "v2", "enum": ["v1", "v2"]}, "port": {"default": 8443}}
CASES = [
    at("the first server", [{"url": "ORIGIN/a"}, {"url": "ORIGIN/b"}], "GET /a/things"),
    at("a slash at its end", [{"url": "ORIGIN/a/"}], "GET /a/things"),
    at("a server without a path", [{"url": "ORIGIN"}], "GET /things"),
    at("variables at their defaults", [{"url": "ORIGIN/{v}/{port}", "variables": VARIABLES}], "GET /v2/8443/things"),
    at("an empty default", [{"url": "ORIGIN{v}", "variables": {"v": {"default": ""}}}], "GET /things"),
    at("url= in its place", [{"url": "https://{x}.example"}], "GET /base/things", connect={"url": "ORIGIN/base"}),
    at("the root of a path keeps its slash", ROOT, "GET /v1/", path="/"),
    at("the root of a server without a path", [{"url": "ORIGIN"}], "GET /", path="/"),
    at("an operation's server below the document's", ROOT, "GET /v1/beta/things", operation="ORIGIN/v1/beta"),
    at("an operation's server on the same host", ROOT, "GET /v2/things", operation="ORIGIN/v2"),
    at("a relative one is not below the document's", ROOT, "GET /relative/things", operation="/relative"),
    at("the root of the host", ROOT, "GET /things", operation="/"),
    at(
        "its variables",
        ROOT,
        "GET /x/things",
        operation="/{v}",
        keys={"servers": [{"url": "/{v}", "variables": {"v": {"default": "x"}}}]},
    ),
    on_other(
        "another origin gets no token of the API",
        "GET /up/things",
        headers={"authorization": None},
        connect={"token": "s3cret"},
    ),
    on_other(
        "it gets the token that is for it",
        "GET /up/things",
        headers={"authorization": "Bearer up"},
        connect={"auth": {"OTHER": "up"}},
    ),
    on_other(
        "beside the token of the API",
        "GET /up/things",
        headers={"authorization": "Bearer up"},
        connect={"token": "s3cret", "auth": {"OTHER": "up"}},
    ),
    on_other(
        "user and password",
        "GET /up/things",
        headers={"authorization": "Basic dTpw"},
        connect={"auth": {"OTHER": ("u", "p")}},
    ),
    on_other(
        "a whole header",
        "GET /up/things",
        headers={"authorization": "Token up"},
        connect={"auth": {"OTHER": "Token up"}},
    ),
    on_other(
        "a function",
        "GET /up/things",
        headers={"authorization": "Bearer up"},
        connect={"auth": {"OTHER": lambda: "up"}},
    ),
    on_other(
        "a token as the key that the operation asks for",
        "GET /up/things",
        {"k": HEADER_KEY},
        headers={"x-key": "up", "authorization": None},
        connect={"auth": {"OTHER": "up"}},
    ),
    on_other("a key in its query", "GET /up/things?key=up", {"k": QUERY_KEY}, connect={"auth": {"OTHER": "up"}}),
    on_other(
        "keys by the names of schemes",
        "GET /up/things?key=b",
        {"h": HEADER_KEY, "q": QUERY_KEY},
        keys={"security": [{"h": [], "q": []}]},
        headers={"x-key": "a"},
        connect={"auth": {"OTHER": {"h": "a", "q": "b"}}},
    ),
    on_other(
        "the API's keys by name stay at home",
        "GET /up/things",
        {"k": HEADER_KEY},
        headers={"x-key": None},
        connect={"auth": {"k": "a"}},
    ),
    on_other(
        "each origin has its own",
        "GET /up/things",
        {"k": HEADER_KEY},
        headers={"x-key": "up"},
        connect={"auth": {"k": "a", "OTHER": "up"}},
    ),
    on_other(
        "headers of the client stay at home",
        "GET /up/things",
        headers={"x-tenant": None},
        connect={"headers": {"X-Tenant": "t"}},
    ),
    on_other(
        "headers that are arguments go along",
        "GET /up/things",
        headers={"x-part": "7"},
        keys={"parameters": [{"name": "X-Part", "in": "header", "schema": {}}]},
        kwargs={"x_part": "7"},
    ),
    at(
        "the API's own origin by name",
        ROOT,
        "GET /v1/things",
        headers={"authorization": "Bearer home"},
        connect={"auth": {"ORIGIN": "home"}},
    ),
    at(
        "credentials for another origin stay away from home",
        ROOT,
        "GET /v1/things",
        headers={"authorization": None},
        connect={"auth": {"OTHER": "up"}, "allowed_origins": ["OTHER"]},
    ),
]
