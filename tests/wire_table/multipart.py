"""3.1.1, 4.8.14.5 and 4.8.15: the parts of multipart bodies (RFC 7578)."""

import io

from wire_case import WireCase

DEFAULTS = "3.1.1, 4.8.14.5 Special Considerations for multipart Content"
ENCODING = "3.1.1, 4.8.15 Encoding Object"
MULTIPART = "3.1.1, 4.8.15.2 Encoding multipart Media Types"
BINARY = {"type": "string", "format": "binary"}


def named(data, name):
    file = io.BytesIO(data) if isinstance(data, bytes) else io.StringIO(data)
    file.name = name
    return file


def part(name, data, file_name=None, media_type=None, *headers):
    """Return a part as it is sent."""
    file = f'; filename="{file_name}"' if file_name is not None else ""
    lines = [f'--BOUNDARY\r\nContent-Disposition: form-data; name="{name}"{file}']
    lines += [f"Content-Type: {media_type}"] if media_type else []
    head = "\r\n".join([*lines, *headers])
    return f"{head}\r\n\r\n".encode() + (data if isinstance(data, bytes) else data.encode()) + b"\r\n"


def form(says, fields, parts, **encoding):
    section = encoding.pop("section", DEFAULTS)
    media_type = encoding.pop("media_type", "multipart/form-data")
    schema = {"type": "object", "properties": encoding.pop("properties", {})}
    content = {media_type: {"schema": schema, "encoding": encoding}}
    return WireCase(
        section=section,
        says=says,
        method="post",
        operation={"requestBody": {"content": content}},
        args=(fields,),
        line="POST /v1/things",
        headers={"content-type": f"{media_type}; boundary=BOUNDARY"},
        body=b"".join(parts) + b"--BOUNDARY--\r\n",
    )


def encoded(says, fields, parts, **encoding):
    return form(says, fields, parts, section=ENCODING, **encoding)


OCTETS = "application/octet-stream"
JSON = "application/json"
PNG = {"type": "string", "contentMediaType": "image/png"}
BASE64 = {"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}

VALUES = [
    form("text is plain", {"a": "é"}, [part("a", "é")]),
    form("numbers and booleans", {"a": 1, "b": True}, [part("a", "1"), part("b", "true")]),
    form("null is left out", {"a": None, "b": ""}, [part("b", "")]),
    form("a list of scalars: parts of one name", {"a": ["x", 2]}, [part("a", "x"), part("a", "2")]),
    form("an object is JSON", {"attributes": {"name": "é", "parent": {"id": "0"}}},
         [part("attributes", '{"name":"é","parent":{"id":"0"}}', None, JSON)]),
    form("a list of objects is one part of JSON", {"a": [{"b": 1}, {"b": 2}]},
         [part("a", '[{"b":1},{"b":2}]', None, JSON)]),
    form("names are escaped as HTML forms do", {'a"\r\nb': "x"}, [part("a%22%0D%0Ab", "x")]),
]  # fmt: skip

FILES = [
    form("bytes have the name of the field", {"file": b"\x00"}, [part("file", b"\x00", "file", OCTETS)]),
    form("an open file has its name", {"f": named(b"x", "/tmp/a.pdf")}, [part("f", b"x", "a.pdf", "application/pdf")]),
    form("a file in text mode is UTF-8", {"f": named("ä", "a.txt")}, [part("f", "ä", "a.txt", "text/plain")]),
    form("an unknown ending", {"f": named(b"x", "a.xyzzy")}, [part("f", b"x", "a.xyzzy", OCTETS)]),
    form("(name, bytes)", {"f": ("a.png", b"x")}, [part("f", b"x", "a.png", "image/png")]),
    form("(name, text)", {"f": ("a.csv", "ä,1")}, [part("f", "ä,1", "a.csv", "text/csv")]),
    form("(name, file)", {"f": ("b.txt", named(b"x", "a.png"))}, [part("f", b"x", "b.txt", "text/plain")]),
    form("(name, bytes, type)", {"f": ("a", b"x", "image/x")}, [part("f", b"x", "a", "image/x")]),
    form("(name, bytes, type, headers)", {"f": ("a", b"x", "image/x", {"X-A": "1"})},
         [part("f", b"x", "a", "image/x", "X-A: 1")]),
    form("(None, text, type): no file name", {"f": (None, "<a/>", "text/xml")}, [part("f", "<a/>", None, "text/xml")]),
    form("(None, object, type)", {"f": (None, {"a": 1}, "application/ld+json")},
         [part("f", '{"a":1}', None, "application/ld+json")]),
    form("a list of files: parts of one name", {"f": [b"x", ("a.png", b"y")]},
         [part("f", b"x", "f", OCTETS), part("f", b"y", "a.png", "image/png")]),
    form("a list of files as its schema has it", {"f": [named(b"x", "a.gif"), named(b"y", "b.gif")]},
         [part("f", b"x", "a.gif", "image/gif"), part("f", b"y", "b.gif", "image/gif")],
         properties={"f": {"type": "array", "items": BINARY}}),
    form("fields keep their order", {"attributes": {"name": "x"}, "file": b"y"},
         [part("attributes", '{"name":"x"}', None, JSON), part("file", b"y", "file", OCTETS)],
         properties={"attributes": {"type": "object"}, "file": BINARY}),
    form("contentMediaType", {"f": b"x"}, [part("f", b"x", "f", "image/png")], properties={"f": PNG}),
    form("contentMediaType of octets leaves the name", {"f": named(b"x", "a.gif")},
         [part("f", b"x", "a.gif", "image/gif")],
         properties={"f": {"type": "string", "contentMediaType": OCTETS}}),
    form("contentEncoding: text stays", {"f": "eA=="}, [part("f", "eA==", None, OCTETS)], properties={"f": BASE64}),
    form("format byte: bytes become text", {"f": (None, b"x", "text/plain")}, [part("f", "eA==", None, "text/plain")],
         properties={"f": {"type": "string", "format": "byte"}}),
    form("a file name in UTF-8, quotes escaped", {"f": ('Tür "1".png', b"x")},
         [part("f", b"x", "Tür %221%22.png", "image/png")]),
]  # fmt: skip

HEADERS = {
    "Content-Type": {"schema": {"const": "text/never"}},
    "X-Kind": {"schema": {"type": "string", "enum": ["avatar"]}},
    "X-Limit": {"schema": {"type": "integer", "default": 3}},
    "X-Free": {"schema": {"type": "string"}},
}
ENCODINGS = [
    encoded("contentType", {"f": b"x"}, [part("f", b"x", "f", "image/x-icon")], f={"contentType": "image/x-icon"}),
    encoded("contentType before the name", {"f": named(b"x", "a.txt")}, [part("f", b"x", "a.txt", "text/csv")],
            f={"contentType": "text/csv"}),
    encoded("contentType of text", {"h": "<a/>"}, [part("h", "<a/>", None, "application/xml; charset=utf-8")],
            h={"contentType": "application/xml; charset=utf-8"}),
    encoded("contentType JSON of text", {"a": "x"}, [part("a", '"x"', None, JSON)], a={"contentType": JSON}),
    encoded("contentType JSON of a text that is JSON", {"a": '{"k": 1}'}, [part("a", '{"k": 1}', None, JSON)],
            a={"contentType": JSON}),
    encoded("contentType JSON of a list of objects", {"a": [{"b": 1}]}, [part("a", '[{"b":1}]', None, JSON)],
            a={"contentType": JSON}),
    encoded("contentType JSON of a list", {"a": [1, 2]}, [part("a", "[1,2]", None, JSON)], a={"contentType": JSON}),
    encoded("a list of types: by the name", {"f": named(b"x", "a.jpg")}, [part("f", b"x", "a.jpg", "image/jpeg")],
            f={"contentType": "image/png, image/jpeg"}),
    encoded("a list of types: else the first", {"f": b"x"}, [part("f", b"x", "f", "image/png")],
            f={"contentType": "image/png, image/jpeg"}),
    encoded("a range: by the name", {"f": named(b"x", "a.webp")}, [part("f", b"x", "a.webp", "image/webp")],
            f={"contentType": "image/*"}),
    encoded("a range: unknown", {"f": b"x"}, [part("f", b"x", "f", OCTETS)], f={"contentType": "image/*"}),
    encoded("the caller's type comes first", {"f": ("a", b"x", "image/gif")}, [part("f", b"x", "a", "image/gif")],
            f={"contentType": "image/png"}),
    encoded("a list of files with a type", {"f": [b"x", b"y"]},
            [part("f", b"x", "f", "text/csv"), part("f", b"y", "f", "text/csv")], f={"contentType": "text/csv"}),
    encoded("headers that the document fixes", {"f": b"x"},
            [part("f", b"x", "f", OCTETS, "X-Kind: avatar", "X-Limit: 3")], f={"headers": HEADERS}),
    encoded("form, not exploded", {"a": ["x", "y"]}, [part("a", "x,y")], a={"explode": False}),
    encoded("form, exploded: an object", {"c": {"R": 1, "G": 2}}, [part("R", "1"), part("G", "2")],
            c={"style": "form"}),
    encoded("pipeDelimited", {"a": ["x", "y"]}, [part("a", "x|y")], a={"style": "pipeDelimited"}),
    encoded("spaceDelimited", {"a": ["x", "y"]}, [part("a", "x y")], a={"style": "spaceDelimited"}),
    encoded("deepObject", {"m": {"k": [{"l": 1}]}}, [part("m[k][0][l]", "1")], m={"style": "deepObject"}),
    encoded("exploded: a part for each object", {"a": [{"b": 1}, {"b": 2}]},
            [part("a", '{"b":1}'), part("a", '{"b":2}')], a={"explode": True}),
]  # fmt: skip

MIXED = [
    form("multipart/mixed: named parts", {"a": {"b": 1}, "f": b"x"},
         [part("a", '{"b":1}', None, JSON), part("f", b"x", "f", OCTETS)], section=MULTIPART,
         media_type="multipart/mixed"),
    WireCase(
        section=MULTIPART,
        says="multipart/related: parts without names, and the type of the first (RFC 2387, 3.1)",
        method="post",
        operation={"requestBody": {"content": {"multipart/related": {}}}},
        args=([{"name": "x"}, (None, b"y", "image/png")],),
        line="POST /v1/things",
        headers={"content-type": 'multipart/related; type="application/json"; boundary=BOUNDARY'},
        body=b'--BOUNDARY\r\nContent-Type: application/json\r\n\r\n{"name":"x"}\r\n'
        b"--BOUNDARY\r\nContent-Type: image/png\r\n\r\ny\r\n--BOUNDARY--\r\n",
    ),
]  # fmt: skip

POSITIONS = [
    WireCase(
        section=MULTIPART,
        says="bytes whose boundary is in the option are sent as they are",
        method="post",
        operation={"requestBody": {"content": {"multipart/related": {"schema": {"type": "string"}}}}},
        args=(b"--own\r\n\r\nx\r\n--own--",),
        options={"media_type": "multipart/related; boundary=own"},
        line="POST /v1/things",
        headers={"content-type": "multipart/related; boundary=BOUNDARY"},
        body=b"--BOUNDARY\r\n\r\nx\r\n--BOUNDARY--",
    ),
    WireCase(
        section="3.2.0, 4.14.2 Encoding By Position",
        says="prefixEncoding and itemEncoding: parts without names",
        method="post",
        operation={
            "requestBody": {
                "content": {
                    "multipart/mixed": {
                        "prefixEncoding": [{"contentType": "text/csv"}],
                        "itemEncoding": {"contentType": "image/png", "headers": {"X-A": {"schema": {"const": "b"}}}},
                    }
                }
            }
        },
        args=(["a,b", b"x"],),
        line="POST /v1/things",
        headers={"content-type": "multipart/mixed; boundary=BOUNDARY"},
        body=b"--BOUNDARY\r\nContent-Type: text/csv\r\n\r\na,b\r\n"
        b"--BOUNDARY\r\nContent-Type: image/png\r\nX-A: b\r\n\r\nx\r\n--BOUNDARY--\r\n",
    ),
]

CASES = [*POSITIONS, *VALUES, *FILES, *ENCODINGS, *MIXED]
