"""3.1.1, 4.8.14.4 and 4.8.15: fields of application/x-www-form-urlencoded."""

from wire_case import WireCase

FORM = "application/x-www-form-urlencoded"
DEFAULTS = "3.1.1, 4.8.14.4 Support for x-www-form-urlencoded Request Bodies"
ENCODING = "3.1.1, 4.8.15.1.2 Fixed Fields for RFC6570-style Serialization"
DEEP = {"style": "deepObject", "explode": True}


def form(says, fields, sent, schema=None, section=ENCODING, **encoding):
    """Return a case of a form, with the encoding of its fields."""
    content = {"schema": schema or {"type": "object"}, "encoding": encoding}
    return WireCase(
        section=section,
        says=says,
        method="post",
        operation={"requestBody": {"content": {FORM: content}}},
        args=(fields,),
        line="POST /v1/things",
        headers={"content-type": FORM},
        body=sent,
    )


def default(says, fields, sent, **encoding):
    return form(says, fields, sent, section=DEFAULTS, **encoding)


ADDRESS = {"streetAddress": "123 Example Dr.", "zip": "99999+1234"}
CASES = [
    default("text is encoded, spaces as +", {"a": "x y&é"}, b"a=x+y%26%C3%A9"),
    default("names are encoded", {"a b[]": 1}, b"a+b%5B%5D=1"),
    default("booleans and numbers", {"a": True, "b": 1.5}, b"a=true&b=1.5"),
    default("null is left out", {"a": None, "b": 1}, b"b=1"),
    default("an empty text stays", {"a": ""}, b"a="),
    default("a list repeats the name", {"a": ["x", 1]}, b"a=x&a=1"),
    default("an empty list is left out", {"a": [], "b": 1}, b"b=1"),
    default(
        "an object is JSON",
        {"id": "f", "address": ADDRESS},
        b"id=f&address=%7B%22streetAddress%22%3A%22123+Example+Dr.%22%2C%22zip%22%3A%2299999%2B1234%22%7D",
    ),
    default("a list of objects is JSON", {"a": [{"b": 1}]}, b"a=%5B%7B%22b%22%3A1%7D%5D"),
    default("contentType JSON quotes text", {"id": "f"}, b"id=%22f%22", id={"contentType": "application/json"}),
    default("contentType JSON of a list", {"a": [1, 2]}, b"a=%5B1%2C2%5D", a={"contentType": "application/json"}),
    form("form, exploded: a list", {"a": [1, 2]}, b"a=1&a=2", a={"style": "form"}),
    form("form, not exploded: a list", {"a": ["x", "y,z"]}, b"a=x,y%2Cz", a={"explode": False}),
    form("form, exploded: an object", {"c": {"R": 1, "G": 2}}, b"R=1&G=2", c={"style": "form"}),
    form("form, not exploded: an object", {"c": {"R": 1, "G": 2}}, b"c=R,1,G,2", c={"explode": False}),
    form("spaceDelimited", {"a": ["x", "y"]}, b"a=x%20y", a={"style": "spaceDelimited"}),
    form("pipeDelimited", {"a": ["x", "y"]}, b"a=x%7Cy", a={"style": "pipeDelimited"}),
    form("pipeDelimited, exploded", {"a": ["x", "y"]}, b"a=x&a=y", a={"style": "pipeDelimited", "explode": True}),
    form("deepObject: an object", {"metadata": {"k": "v", "l": 2}}, b"metadata%5Bk%5D=v&metadata%5Bl%5D=2",
         metadata=DEEP),
    form("deepObject without explode", {"m": {"k": "v"}}, b"m%5Bk%5D=v", m={"style": "deepObject"}),
    form("deepObject: a list of objects", {"items": [{"price": "p", "quantity": 2}, {"price": "q"}]},
         b"items%5B0%5D%5Bprice%5D=p&items%5B0%5D%5Bquantity%5D=2&items%5B1%5D%5Bprice%5D=q", items=DEEP),
    form("deepObject: a list of scalars", {"expand": ["a", "b"]}, b"expand%5B0%5D=a&expand%5B1%5D=b", expand=DEEP),
    form("deepObject: nested lists", {"i": [{"tax": ["t", "u"]}]},
         b"i%5B0%5D%5Btax%5D%5B0%5D=t&i%5B0%5D%5Btax%5D%5B1%5D=u",
         i=DEEP),
    form("deepObject: a single value", {"coupon": ""}, b"coupon=", coupon=DEEP),
    form("deepObject: an empty object is left out", {"m": {}, "a": 1}, b"a=1", m=DEEP),
    form("each field in its own way", {"a": [1, 2], "m": {"k": "v"}, "b": [3, 4]}, b"a=1,2&m%5Bk%5D=v&b=3&b=4",
         a={"explode": False}, m=DEEP),
    form("allowReserved", {"u": "https://a.example/?x=1&y=2"}, b"u=https://a.example/?x=1%26y=2",
         u={"allowReserved": True}),
    form("a style overrides contentType", {"m": {"k": 1}}, b"m%5Bk%5D=1",
         m={**DEEP, "contentType": "application/json"}),
    form("bytes in base64", {"icon": b"\xfb\xff"}, b"icon=-_8%3D", section=DEFAULTS,
         schema={"type": "object", "properties": {"icon": {"type": "string", "contentEncoding": "base64url"}}}),
]  # fmt: skip
