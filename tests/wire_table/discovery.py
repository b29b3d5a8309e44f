"""Google Discovery documents: paths, queries, bodies, uploads and credentials."""

from dataclasses import dataclass
from io import BytesIO

from discovery_shop import shop
from wire_case import WireCase

PATHS = "Discovery, path and parameterOrder"
QUERY = "Discovery, parameters"
UPLOAD = "Discovery, mediaUpload"
RELATED = 'multipart/related; type="application/json"; boundary=BOUNDARY'
V1 = "/shop/v1"


@dataclass(frozen=True, kw_only=True)
class DiscoveryCase(WireCase):
    """A case of the shop."""

    def schema(self, origin):
        return shop(origin, **self.document)


def case(section, says, name, line, *args, **rest):
    """Return a case of the link ``name``, such as "shelves.list"."""
    resource, _, link = name.rpartition(".")
    names = {"kwargs", "headers", "body", "document", "options", "connect"}
    options = {key: rest.pop(key) for key in names & set(rest)}
    kwargs = {**rest, **options.pop("kwargs", {})}
    return DiscoveryCase(
        section=section, says=says, link=(resource, link), line=line, args=args, kwargs=kwargs, **options
    )


def related(metadata, media, media_type):
    return (
        f"--BOUNDARY\r\nContent-Type: application/json\r\n\r\n{metadata}\r\n"
        f"--BOUNDARY\r\nContent-Type: {media_type}\r\n\r\n{media}\r\n--BOUNDARY--\r\n"
    ).encode()


PICTURES = "/upload/shop/v1/shelves/s1/pictures"
JSON = {"content-type": "application/json", "accept": "application/json"}

CASES = [
    case(PATHS, "below rootUrl and servicePath", "shelves.list", f"GET {V1}/shelves"),
    case(PATHS, "a variable is one segment", "shelves.get", f"GET {V1}/shelves/a%2Fb", "a/b"),
    case(PATHS, "a variable by name", "shelves.get", f"GET {V1}/shelves/a", shelfId="a"),
    case(PATHS, "a variable is UTF-8", "shelves.get", f"GET {V1}/shelves/%C3%A9", "é"),
    case(
        PATHS,
        "parameterOrder is that of the arguments",
        "shelves.move",
        f"POST {V1}/shelves/b/from/a?if=x",
        "a",
        "b",
        if_="x",
    ),
    case(
        PATHS,
        "the resource by its own name",
        "projects.keyRings.list",
        f"GET {V1}/v1/projects/p/keyRings",
        "projects/p",
    ),
    case(
        PATHS,
        "{+name} keeps slashes",
        "projects.keyRings.get",
        f"GET {V1}/v1/projects/p/keyRings/k",
        "projects/p/keyRings/k",
    ),
    case(
        PATHS,
        "{+name} keeps reserved characters",
        "projects.keyRings.get",
        f"GET {V1}/v1/projects/a.example:p/keyRings/k",
        "projects/a.example:p/keyRings/k",
    ),
    case(
        PATHS,
        "fullyEncodeReservedExpansion",
        "projects.keyRings.get",
        f"GET {V1}/v1/projects/a.example%3Ap/keyRings/k",
        "projects/a.example:p/keyRings/k",
        document={"fullyEncodeReservedExpansion": True},
    ),
    case(
        PATHS,
        "a question mark in {+name} is data",
        "projects.keyRings.get",
        f"GET {V1}/v1/projects/p/keyRings/k%3Fx",
        "projects/p/keyRings/k?x",
    ),
    case(
        PATHS,
        "a custom verb",
        "projects.keyRings.test_iam_permissions",
        f"POST {V1}/v1/projects/p/keyRings/k:testIamPermissions",
        "projects/p/keyRings/k",
        permissions=["a"],
        body=b'{"permissions":["a"]}',
    ),
    case(PATHS, "a method of the document", "shop.ping", f"GET {V1}/ping"),
    case(PATHS, "without servicePath", "shop.ping", "GET /ping", document={"servicePath": ""}),
    case(QUERY, "numbers", "shelves.list", f"GET {V1}/shelves?pageSize=5", pageSize=5),
    case(QUERY, "booleans", "shelves.list", f"GET {V1}/shelves?showEmpty=false", showEmpty=False),
    case(QUERY, "repeated", "shelves.list", f"GET {V1}/shelves?kinds=wood&kinds=steel", kinds=["wood", "steel"]),
    case(
        QUERY,
        "those of all methods",
        "shelves.get",
        f"GET {V1}/shelves/a?fields=id%2Clabel&quotaUser=u",
        "a",
        fields="id,label",
        quotaUser="u",
    ),
    case(QUERY, "prettyPrint", "shop.ping", f"GET {V1}/ping?prettyPrint=false", prettyPrint=False),
    case(
        QUERY,
        "a query parameter with a body",
        "projects.keyRings.create",
        f"POST {V1}/v1/projects/p/keyRings?keyRingId=k",
        "projects/p",
        keyRingId="k",
        note="n",
        body=b'{"note":"n"}',
    ),
    case(
        "Discovery, request",
        "a body",
        "shelves.insert",
        f"POST {V1}/shelves",
        label="a",
        headers=JSON,
        body=b'{"label":"a"}',
    ),
    case(
        "Discovery, request",
        "a body as a dict",
        "shelves.insert",
        f"POST {V1}/shelves",
        {"label": "a", "tags": {"b": "c"}},
        body=b'{"label":"a","tags":{"b":"c"}}',
    ),
    case(
        "Discovery, type and format",
        "int64 as text",
        "shelves.insert",
        f"POST {V1}/shelves",
        label="a",
        count="9007199254740993",
        body=b'{"label":"a","count":"9007199254740993"}',
    ),
    case(
        "Discovery, type and format",
        "int64 as a number",
        "shelves.insert",
        f"POST {V1}/shelves",
        label="a",
        count=5,
        body=b'{"label":"a","count":5}',
    ),
    case(
        "Discovery, type and format",
        "any",
        "shelves.insert",
        f"POST {V1}/shelves",
        label="a",
        meta=[1],
        body=b'{"label":"a","meta":[1]}',
    ),
    case(
        UPLOAD,
        "without media, the plain path",
        "shelves.pictures.insert",
        f"POST {V1}/shelves/s1/pictures",
        "s1",
        title="t",
        body=b'{"title":"t"}',
    ),
    case(
        UPLOAD,
        "media alone",
        "shelves.pictures.insert",
        f"POST {PICTURES}?uploadType=media",
        "s1",
        media_body=("a.png", b"png", "image/png"),
        headers={"content-type": "image/png"},
        body=b"png",
    ),
    case(
        UPLOAD,
        "media as the body",
        "shelves.pictures.insert",
        f"POST {PICTURES}?uploadType=media&convert=true",
        "s1",
        BytesIO(b"png"),
        convert=True,
        options={"media_type": "image/png"},
        headers={"content-type": "image/png"},
        body=b"png",
    ),
    case(
        UPLOAD,
        "metadata and media",
        "shelves.pictures.insert",
        f"POST {PICTURES}?uploadType=multipart",
        "s1",
        title="t",
        media_body=("a.png", b"png", "image/png"),
        headers={"content-type": RELATED},
        body=related('{"title":"t"}', "png", "image/png"),
    ),
    case(
        UPLOAD,
        "metadata and an open file",
        "shelves.pictures.insert",
        f"POST {PICTURES}?uploadType=multipart",
        "s1",
        {"title": "t", "media_body": BytesIO(b"png")},
        body=related('{"title":"t"}', "png", "application/octet-stream"),
    ),
    case(
        UPLOAD,
        "a method without a request",
        "shelves.pictures.set_icon",
        "POST /upload/shop/v1/icon?uploadType=media",
        media_body=b"png",
        headers={"content-type": "application/octet-stream"},
        body=b"png",
    ),
    case(
        UPLOAD,
        "supportsMediaDownload",
        "shelves.pictures.get_media",
        f"GET {V1}/shelves/s1/pictures/p?alt=media",
        "s1",
        "p",
        headers={"accept": "*/*"},
    ),
    case(
        "Discovery, auth",
        "a token",
        "shop.ping",
        f"GET {V1}/ping",
        connect={"token": "t"},
        headers={"authorization": "Bearer t"},
    ),
    case(
        "Discovery, auth",
        "a key",
        "shop.ping",
        f"GET {V1}/ping?key=k",
        connect={"auth": {"key": "k"}},
        headers={"authorization": None},
    ),
    case(
        "Discovery, auth",
        "a key alone",
        "shop.ping",
        f"GET {V1}/ping?key=k",
        document={"auth": None},
        connect={"token": "k"},
    ),
]
