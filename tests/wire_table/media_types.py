"""3.1.1, 4.8.13 Request Body Object and 4.8.14 Media Type Object: which media type is sent, and its bytes."""

import io

from wire_case import WireCase

BODY = "3.1.1, 4.8.13 Request Body Object"
MEDIA = "3.1.1, 4.8.14 Media Type Object"
OBJECT = {"type": "object", "properties": {"a": {}}}
BINARY = {"type": "string", "format": "binary"}
TEXT = {"type": "string"}
FORM = "application/x-www-form-urlencoded"


def body(says, value, content_type, sent, **more):
    """Return a case of a POST with one positional argument."""
    contents = more.pop("contents")
    content = contents if isinstance(contents, dict) else {name: {} for name in contents}
    return WireCase(
        section=more.pop("section", BODY),
        says=says,
        method="post",
        operation={"requestBody": {"content": content}},
        args=(value,),
        line="POST /v1/things",
        headers={"content-type": content_type},
        body=sent,
        **more,
    )


def file(data, name=""):
    """Return an open file."""
    opened = io.BytesIO(data)
    if name:
        opened.name = name
    return opened


def of_json(says, value, sent, schema=None):
    content = {"application/json": {} if schema is None else {"schema": schema}}
    return body(says, value, "application/json", sent, contents=content, section=MEDIA)


JSON_VALUES = [
    of_json("JSON: an object", {"a": "é"}, '{"a":"é"}'.encode()),
    of_json("JSON: a list", [1, None], b"[1,null]"),
    of_json("JSON: an integer", 5, b"5", {"type": "integer"}),
    of_json("JSON: a number", 1.5, b"1.5", {"type": "number"}),
    of_json("JSON: a boolean", False, b"false", {"type": "boolean"}),
    of_json("JSON: text is quoted", "x", b'"x"', TEXT),
    of_json("JSON: null", None, b"null", {"type": ["null", "object"]}),
    of_json("JSON: text where the schema says nothing", "x", b'"x"'),
    of_json("JSON: bytes are sent as they are", b'{"a": 1}', b'{"a": 1}', OBJECT),
    of_json("JSON: an open file is sent as it is", file(b"[ ]"), b"[ ]", OBJECT),
    body("a suffix +json is JSON", {"a": 1}, "application/vnd.x+json", b'{"a":1}', contents=["application/vnd.x+json"]),
    body("a parameter stays", {}, "application/json; version=2", b"{}", contents=["application/json; version=2"]),
    body("text/json is JSON", [1], "text/json", b"[1]", contents=["text/json"]),
    body("merge patches are JSON", {"a": None}, "application/merge-patch+json", b'{"a":null}',
         contents=["application/merge-patch+json"]),
    body("JSON patches are lists", [{"op": "remove"}], "application/json-patch+json", b'[{"op":"remove"}]',
         contents=["application/json-patch+json"]),
]  # fmt: skip

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET_XML = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet+xml"
EXCEL = "application/vnd.ms-excel"
RAW = [
    body("office documents are bytes", b"PK\x03", DOCX, b"PK\x03", contents={DOCX: {"schema": BINARY}}),
    body("office XML is text", "<a/>", SHEET_XML, b"<a/>", contents=[SHEET_XML]),
    body("Excel is no JSON", file(b"\xd0\xcf", "a.xls"), EXCEL, b"\xd0\xcf", contents=[EXCEL]),
    body("text is UTF-8", "é", "text/plain", "é".encode(), contents={"text/plain": {"schema": TEXT}}),
    body("text in its charset", "é", "text/plain; charset=iso-8859-1", b"\xe9",
         contents=["text/plain; charset=iso-8859-1"]),
    body("a number as text", 5, "text/plain", b"5", contents={"text/plain": {"schema": {"type": "integer"}}}),
    body("XML is text, whatever its schema", "<a>1</a>", "application/xml", b"<a>1</a>",
         contents={"application/xml": {"schema": OBJECT}}),
    body("XML as bytes", b"<?xml?>", "application/xml", b"<?xml?>", contents={"application/xml": {"schema": OBJECT}}),
    body("CSV from a file in text mode", io.StringIO("ä,1\n"), "text/csv", "ä,1\n".encode(), contents=["text/csv"]),
    body("bytes", b"\x00\xff", "application/octet-stream", b"\x00\xff", contents=["application/octet-stream"]),
    body("a bytearray", bytearray(b"x"), "application/octet-stream", b"x", contents=["application/octet-stream"]),
    body("a memoryview", memoryview(b"x"), "application/octet-stream", b"x", contents=["application/octet-stream"]),
    body("a file", file(b"x"), "application/octet-stream", b"x", contents=["application/octet-stream"]),
    body("the type of a tuple", ("a", b"x", "image/gif"), "image/gif", b"x", contents=["image/*"]),
    body("YAML is text", "a: 1", "application/yaml", b"a: 1", contents=["application/yaml"]),
    body("an iterable of bytes", iter([b"a", b"b"]), "application/octet-stream", b"ab",
         contents=["application/octet-stream"], options={"retries": 0}),
]  # fmt: skip

RANGES = [
    body("*/*: a dict is JSON", {"a": 1}, "application/json", b'{"a":1}', contents=["*/*"]),
    body("*/*: bytes", b"x", "application/octet-stream", b"x", contents=["*/*"]),
    body("*/*: text", "x", "text/plain", b"x", contents=["*/*"]),
    body("*/*: the type that the file's name suggests", file(b"x", "/tmp/a.png"), "image/png", b"x", contents=["*/*"]),
    body("*/*: the option", b"x", "application/zip", b"x", contents=["*/*"], options={"media_type": "application/zip"}),
    body("image/*: the name", file(b"x", "a.jpeg"), "image/jpeg", b"x", contents=["image/*"]),
    body("image/*: the option", b"x", "image/webp", b"x", contents=["image/*"], options={"media_type": "image/webp"}),
    body("text/*: text", "x", "text/plain", b"x", contents=["text/*"]),
    body("application/*: a dict is JSON", {}, "application/json", b"{}", contents=["application/*"]),
    body("application/*: bytes", b"x", "application/octet-stream", b"x", contents=["application/*"]),
]

JSON_AND_FORM = {"application/json": {"schema": OBJECT}, FORM: {"schema": OBJECT}}
UPLOAD = {"type": "object", "properties": {"file": BINARY, "caption": TEXT}}
LINK_OR_FILE = {
    "application/json": {"schema": {"type": "object", "properties": {"url": TEXT}, "required": ["url"]}},
    "multipart/form-data": {"schema": UPLOAD},
}
PICTURES = ["image/png", "image/jpeg", "application/json"]
PATCHES = ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"]
PET = {"type": "object"}
PETS = {name: {"schema": PET} for name in ("application/xml", "application/json", FORM)}
CHOICES = [
    body("a patch that is an object is no JSON Patch", {"a": 1}, PATCHES[1], b'{"a":1}', contents=PATCHES),
    body("a patch that is a list is a JSON Patch", [{"op": "test"}], PATCHES[0], b'[{"op":"test"}]', contents=PATCHES),
    body("a patch that is text is YAML", "a: 1", PATCHES[2], b"a: 1", contents=PATCHES),
    body("JSON before XML", {"a": 1}, "application/json", b'{"a":1}', contents=PETS),
    body("text is XML where JSON is an object", "<pet/>", "application/xml", b"<pet/>", contents=PETS),
    body("bytes that begin as XML are XML", b"<pet/>", "application/xml", b"<pet/>", contents=PETS),
    body("other bytes are JSON", b"{}", "application/json", b"{}", contents=PETS),
    body("JSON before a form", {"a": 1}, "application/json", b'{"a":1}', contents=JSON_AND_FORM),
    body("JSON before a form, in any order", {"a": 1}, "application/json", b'{"a":1}',
         contents=dict(reversed(JSON_AND_FORM.items()))),
    body("the option chooses the form", {"a": 1}, FORM, b"a=1", contents=JSON_AND_FORM, options={"media_type": FORM}),
    body("JSON where there is no file", {"url": "u"}, "application/json", b'{"url":"u"}', contents=LINK_OR_FILE),
    body("multipart where there is a file", {"file": b"x"}, "multipart/form-data; boundary=BOUNDARY",
         b'--BOUNDARY\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
         b"Content-Type: application/octet-stream\r\n\r\nx\r\n--BOUNDARY--\r\n", contents=LINK_OR_FILE),
    body("multipart where only it has the field", {"caption": "x"}, "multipart/form-data; boundary=BOUNDARY",
         b'--BOUNDARY\r\nContent-Disposition: form-data; name="caption"\r\n\r\nx\r\n--BOUNDARY--\r\n',
         contents=LINK_OR_FILE),
    body("a file's name chooses among types", file(b"x", "a.jpg"), "image/jpeg", b"x", contents=PICTURES),
    body("bytes are the first type that is no JSON", b"x", "image/png", b"x", contents=PICTURES),
    body("text is not JSON where JSON is an object", "a,b", "text/csv", b"a,b",
         contents={"application/json": {"schema": OBJECT}, "text/csv": {}}),
    body("text is JSON where JSON is text", "a", "application/json", b'"a"',
         contents={"application/json": {"schema": TEXT}, "text/plain": {}}),
    body("an exact type before a range", b"x", "text/plain", b"x", contents=["text/*", "text/plain"],
         options={"media_type": "text/plain"}),
    body("an unknown type, unchecked", b"x", "image/x-new", b"x", contents=["image/png"],
         options={"media_type": "image/x-new", "validate": False}),
    body("a parameter of the option is sent", {}, "application/json; v=3", b"{}", contents=["application/json"],
         options={"media_type": "application/json; v=3"}),
]  # fmt: skip

CASES = [*JSON_VALUES, *RAW, *RANGES, *CHOICES]
