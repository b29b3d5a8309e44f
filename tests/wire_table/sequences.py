"""3.2.0, 4.14.3 Sequential Media Types: JSON Lines and JSON text sequences."""

from wire_case import WireCase

SECTION = "3.2.0, 4.14.3 Sequential Media Types"
ITEM = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}


def sequence(says, value, sent, media_type="application/jsonl", **content):
    return WireCase(
        section=SECTION,
        says=says,
        method="post",
        operation={"requestBody": {"content": {media_type: content}}},
        args=(value,),
        line="POST /v1/things",
        headers={"content-type": media_type},
        body=sent,
    )


def numbers():
    yield {"a": 1}
    yield {"a": 2}


CASES = [
    sequence("a list", [{"a": 1}, {"a": 2}], b'{"a":1}\n{"a":2}\n', itemSchema=ITEM),
    sequence("a generator", numbers(), b'{"a":1}\n{"a":2}\n', itemSchema=ITEM),
    sequence("an iterator of scalars", iter([1, "x", None]), b'1\n"x"\nnull\n'),
    sequence("a tuple", ([1], [2]), b"[1]\n[2]\n"),
    sequence("an empty list", [], b""),
    sequence("one object is one line", {"a": 1}, b'{"a":1}\n', itemSchema=ITEM),
    sequence("text as it is", '{"a":1}\n', b'{"a":1}\n', itemSchema=ITEM),
    sequence("bytes as they are", b'{"a":1}\n', b'{"a":1}\n', itemSchema=ITEM),
    sequence("x-ndjson", [{"a": 1}], b'{"a":1}\n', "application/x-ndjson", schema={"type": "array", "items": ITEM}),
    sequence("a schema of each line", [{"a": 1}], b'{"a":1}\n', "application/x-ndjson", schema=ITEM),
    sequence("text as the schema", [{"a": 1}], b'{"a":1}\n', "application/x-ndjson", schema={"type": "string"}),
    sequence("RFC 7464: each value between RS and LF", [{"a": 1}, 2], b'\x1e{"a":1}\n\x1e2\n', "application/json-seq"),
    sequence("a suffix +json-seq", [1], b"\x1e1\n", "application/geo+json-seq"),
    sequence("line breaks in text are escaped", ["a\nb"], b'"a\\nb"\n'),
]
