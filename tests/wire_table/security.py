"""3.1.1, 4.8.30 Security Requirement Object: which credentials go together, and where."""

from base64 import b64encode

from wire_case import WireCase

SECTION = "3.1.1, 4.8.30 Security Requirement Object"
SCHEMES = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "secret": {"type": "apiKey", "in": "header", "name": "X-Secret"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "sign": {"type": "apiKey", "in": "query", "name": "sign"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "oauth": {"type": "oauth2", "flows": {}},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"},
    "mutual": {"type": "mutualTLS"},
}
BASIC = f"Basic {b64encode(b'u:p').decode()}"


def needs(alternatives, auth, expected, /, **changes):
    """Return a case of an operation that needs one of several alternatives, such as "header+query basic".

    ``expected`` has the headers, and the query under "query".
    """
    security = [{name: [] for name in each.split("+") if name != "none"} for each in alternatives.split()]
    query = expected.get("query", "")
    return WireCase(
        section=SECTION,
        says=f"{alternatives}: {', '.join(auth) if isinstance(auth, dict) else 'token='} {changes.pop('says', '')}",
        operation={"security": security, **changes.pop("operation", {})},
        document={"components": {"securitySchemes": SCHEMES}, **changes.pop("document", {})},
        line=f"GET /v1/things{query and f'?{query}'}",
        headers={name: text for name, text in expected.items() if name != "query"},
        connect={"auth": auth} if isinstance(auth, dict) else {"token": auth},
        **changes,
    )


def parameter(name, place):
    return {"name": name, "in": place, "schema": {}}


CASES = [
    needs("header+secret", {"header": "a", "secret": "b"}, {"x-key": "a", "x-secret": "b", "authorization": None}),
    needs("header+query", {"header": "a", "query": "b"}, {"x-key": "a", "query": "key=b"}),
    needs("query+sign", {"query": "a", "sign": "b&c"}, {"query": "key=a&sign=b%26c"}),
    needs("cookie+header", {"cookie": "a", "header": "b"}, {"cookie": "sid=a", "x-key": "b"}),
    needs("basic+header", {"basic": ("u", "p"), "header": "a"}, {"authorization": BASIC, "x-key": "a"}),
    needs("basic+query", {"basic": ("u", "p"), "query": "a"}, {"authorization": BASIC, "query": "key=a"}),
    needs(
        "bearer+cookie+query",
        {"bearer": "t", "cookie": "c", "query": "q"},
        {"authorization": "Bearer t", "cookie": "sid=c", "query": "key=q"},
    ),
    needs("oauth+header", {"oauth": "t", "header": "a"}, {"authorization": "Bearer t", "x-key": "a"}),
    needs("openid", "t", {"authorization": "Bearer t"}),
    needs("digest", {"digest": "Digest x=1"}, {"authorization": "Digest x=1"}),
    needs("header query", {"query": "q"}, {"x-key": None, "query": "key=q"}),
    needs("header query", {"header": "a", "query": "q"}, {"x-key": "a", "query": ""}, says="one suffices"),
    needs("header+secret query", {"query": "q"}, {"x-key": None, "query": "key=q"}),
    needs(
        "header+secret query",
        {"header": "a", "secret": "b", "query": "q"},
        {"x-key": "a", "x-secret": "b", "query": ""},
    ),
    needs("header+secret", {"header": "a"}, {"x-key": "a", "x-secret": None}, says="one of two"),
    needs("header", "t", {"x-key": "t", "authorization": None}),
    needs("query", "t", {"query": "key=t", "authorization": None}),
    needs("cookie", "t", {"cookie": "sid=t", "authorization": None}),
    needs("bearer", "t", {"authorization": "Bearer t"}),
    needs("header bearer", "t", {"authorization": "Bearer t", "x-key": None}),
    needs("none header", "t", {"x-key": "t"}, says="optional, but passed"),
    needs("mutual+header", {"header": "a"}, {"x-key": "a"}, says="mutualTLS is up to the certificate"),
    needs("mutual header", "t", {"x-key": "t"}),
    needs(
        "header",
        {"header": "a"},
        {"x-key": "a"},
        operation={"parameters": [parameter("X-Key", "header") | {"required": True}]},
        says="a key that is a required parameter, too",
    ),
    needs(
        "cookie",
        {"cookie": "a"},
        {"cookie": "p=x; sid=a"},
        operation={"parameters": [parameter("p", "cookie")]},
        kwargs={"p": "x"},
        says="after a cookie parameter",
    ),
    needs(
        "query",
        {"query": "a"},
        {"query": "p=x&key=a"},
        operation={"parameters": [parameter("p", "query")]},
        kwargs={"p": "x"},
        says="after a query parameter",
    ),
    needs("query", {"query": "a"}, {"query": "action=y&key=a"}, path="/things?action=y", says="after a literal query"),
]
