"""3.1.1, 4.8.12 Parameter Object: the places and styles of parameters."""

from wire_case import WireCase

SECTION = "3.1.1, 4.8.12 Parameter Object"
STYLES = "3.1.1, 4.8.12.4 Style Examples"
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}
SEVERAL = {"type": ["string", "array", "object"]}


def query(says, value, line, schema=None, section=SECTION, **parameter):
    """Return a case of one query parameter p."""
    node = {"name": "p", "in": "query", "schema": schema or {}, **parameter}
    return WireCase(section=section, says=says, operation={"parameters": [node]}, kwargs={"p": value}, line=line)


def color(place, style, value, expected, **parameter):
    """Return a case of the table of style examples, for a parameter named color."""
    node = {"name": "color", "in": place, "style": style, "schema": SEVERAL, **parameter}
    says = f"{place}, {style}, explode {parameter.get('explode', 'by default')}, {type(value).__name__}"
    line, headers, path = "GET /v1/things", {}, "/things"
    if place == "path":
        line, path, node["required"] = f"GET /v1/things/{expected}", "/things/{color}", True
    elif place == "query":
        line = f"{line}?{expected}" if expected else line
    else:
        headers = {"cookie" if place == "cookie" else "color": expected}
    return WireCase(
        section=STYLES,
        says=says,
        path=path,
        operation={"parameters": [node]},
        kwargs={"color": value},
        line=line,
        headers=headers,
    )


def content(place, media_type, value, line, headers=None):
    """Return a case of one parameter p with a media type."""
    node = {"name": "p", "in": place, "required": True, "content": {media_type: {"schema": {}}}}
    path = "/things/{p}" if place == "path" else "/things"
    return WireCase(
        section="3.1.1, 4.8.12.2.3 Fixed Fields for use with content",
        says=f"{media_type} in the {place}",
        path=path,
        operation={"parameters": [node]},
        kwargs={"p": value},
        line=line,
        headers=headers or {},
    )


CASES = [
    query("form, exploded: a list repeats the name", ["a", "b"], "GET /v1/things?p=a&p=b"),
    query("form, not exploded: a list is joined by commas", ["a", "b"], "GET /v1/things?p=a,b", explode=False),
    # The table of style examples, row by row.
    color("path", "matrix", "blue", ";color=blue", explode=False),
    color("path", "matrix", ARRAY, ";color=blue,black,brown", explode=False),
    color("path", "matrix", OBJECT, ";color=R,100,G,200,B,150", explode=False),
    color("path", "matrix", "blue", ";color=blue", explode=True),
    color("path", "matrix", ARRAY, ";color=blue;color=black;color=brown", explode=True),
    color("path", "matrix", OBJECT, ";R=100;G=200;B=150", explode=True),
    color("path", "label", "blue", ".blue", explode=False),
    color("path", "label", ARRAY, ".blue,black,brown", explode=False),
    color("path", "label", OBJECT, ".R,100,G,200,B,150", explode=False),
    color("path", "label", "blue", ".blue", explode=True),
    color("path", "label", ARRAY, ".blue.black.brown", explode=True),
    color("path", "label", OBJECT, ".R=100.G=200.B=150", explode=True),
    color("path", "simple", "blue", "blue", explode=False),
    color("path", "simple", ARRAY, "blue,black,brown", explode=False),
    color("path", "simple", OBJECT, "R,100,G,200,B,150", explode=False),
    color("path", "simple", "blue", "blue", explode=True),
    color("path", "simple", ARRAY, "blue,black,brown", explode=True),
    color("path", "simple", OBJECT, "R=100,G=200,B=150", explode=True),
    color("path", "matrix", ARRAY, ";color=blue,black,brown"),
    color("path", "label", OBJECT, ".R,100,G,200,B,150"),
    color("query", "form", "", "color=", explode=False),
    color("query", "form", "blue", "color=blue", explode=False),
    color("query", "form", ARRAY, "color=blue,black,brown", explode=False),
    color("query", "form", OBJECT, "color=R,100,G,200,B,150", explode=False),
    color("query", "form", "", "color=", explode=True),
    color("query", "form", "blue", "color=blue", explode=True),
    color("query", "form", ARRAY, "color=blue&color=black&color=brown", explode=True),
    color("query", "form", OBJECT, "R=100&G=200&B=150", explode=True),
    color("query", "form", ARRAY, "color=blue&color=black&color=brown"),
    color("query", "spaceDelimited", ARRAY, "color=blue%20black%20brown", explode=False),
    color("query", "spaceDelimited", OBJECT, "color=R%20100%20G%20200%20B%20150", explode=False),
    color("query", "spaceDelimited", ARRAY, "color=blue%20black%20brown"),
    color("query", "pipeDelimited", ARRAY, "color=blue%7Cblack%7Cbrown", explode=False),
    color("query", "pipeDelimited", OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150", explode=False),
    color("query", "pipeDelimited", ARRAY, "color=blue%7Cblack%7Cbrown"),
    color("query", "deepObject", OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    color("query", "deepObject", OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", explode=True),
    color("header", "simple", "blue", "blue", explode=False),
    color("header", "simple", ARRAY, "blue,black,brown", explode=False),
    color("header", "simple", OBJECT, "R,100,G,200,B,150", explode=False),
    color("header", "simple", ARRAY, "blue,black,brown", explode=True),
    color("header", "simple", OBJECT, "R=100,G=200,B=150", explode=True),
    color("cookie", "form", "blue", "color=blue", explode=False),
    color("cookie", "form", ARRAY, "color=blue,black,brown", explode=False),
    color("cookie", "form", OBJECT, "color=R,100,G,200,B,150", explode=False),
    # Appendix D: "&" is the wrong delimiter for cookies, "; " is the right one.
    color("cookie", "form", ARRAY, "color=blue; color=black; color=brown", explode=True),
    color("cookie", "form", OBJECT, "R=100; G=200; B=150", explode=True),
    # Empty and nested values (RFC 6570, 2.3: an empty list and null are undefined).
    query("an empty list is left out", [], "GET /v1/things"),
    query("an empty list is left out, not exploded", [], "GET /v1/things", explode=False),
    query("an empty object is left out", {}, "GET /v1/things"),
    query("null is left out", None, "GET /v1/things"),
    query("an empty text keeps its name", "", "GET /v1/things?p="),
    query("an empty text in a list keeps its name", ["", "a"], "GET /v1/things?p=&p=a"),
    query("null in a list is left out", ["a", None], "GET /v1/things?p=a"),
    query(
        "allowEmptyValue: an empty text passes any schema",
        "",
        "GET /v1/things?p=",
        schema={"type": "integer"},
        allowEmptyValue=True,
    ),
    query(
        "deepObject: objects within objects nest their brackets",
        {"a": {"b": 1}},
        "GET /v1/things?p%5Ba%5D%5Bb%5D=1",
        style="deepObject",
    ),
    query(
        "deepObject: a list of objects is numbered",
        {"items": [{"price": "x"}]},
        "GET /v1/things?p%5Bitems%5D%5B0%5D%5Bprice%5D=x",
        style="deepObject",
    ),
    query(
        "deepObject: a list as the whole value is numbered",
        ["a", "b"],
        "GET /v1/things?p%5B0%5D=a&p%5B1%5D=b",
        style="deepObject",
    ),
    query("form: a list in an object repeats its name", {"a": [1, 2]}, "GET /v1/things?a=1&a=2"),
    query("booleans and numbers as JSON spells them", [True, 1.5], "GET /v1/things?p=true&p=1.5"),
    # 4.8.12.2.2 and Appendix E: percent-encoding.
    query("a comma in an item is percent-encoded", ["a,b", "c"], "GET /v1/things?p=a%2Cb,c", explode=False),
    query("reserved characters are percent-encoded", "a/b?c=d&e+f#g", "GET /v1/things?p=a%2Fb%3Fc%3Dd%26e%2Bf%23g"),
    query("text beyond ASCII is percent-encoded as UTF-8", "diṅnāga", "GET /v1/things?p=di%E1%B9%85n%C4%81ga"),
    query("a percent sign is data", "100%25", "GET /v1/things?p=100%2525"),
    query("unreserved characters stay", "a-b.c_d~e", "GET /v1/things?p=a-b.c_d~e"),
    query("allowReserved: reserved characters stay", "a/b:c?d@e", "GET /v1/things?p=a/b:c?d@e", allowReserved=True),
    query(
        "allowReserved: sub-delimiters stay", "a,b;c!d$e'(f)*", "GET /v1/things?p=a,b;c!d$e'(f)*", allowReserved=True
    ),
    query(
        "allowReserved: what would end the value is encoded",
        "a&b+c#d",
        "GET /v1/things?p=a%26b%2Bc%23d",
        allowReserved=True,
    ),
    query("allowReserved: brackets are encoded", "a[0]", "GET /v1/things?p=a%5B0%5D", allowReserved=True),
    query(
        "allowReserved: other characters are encoded", 'a b"é', "GET /v1/things?p=a%20b%22%C3%A9", allowReserved=True
    ),
    query(
        "allowReserved: triples stay, a lone % is encoded", "a%2Fb%", "GET /v1/things?p=a%2Fb%25", allowReserved=True
    ),
    query("allowReserved: each item of a list", ["a/b", "c:d"], "GET /v1/things?p=a/b&p=c:d", allowReserved=True),
    query(
        "allowReserved: a list that is not exploded",
        ["a/b", "c:d"],
        "GET /v1/things?p=a/b,c:d",
        allowReserved=True,
        explode=False,
    ),
    # 4.8.12.2.3: content.
    content("query", "application/json", {"a": [1]}, "GET /v1/things?p=%7B%22a%22%3A%5B1%5D%7D"),
    content("query", "application/json", "x", "GET /v1/things?p=%22x%22"),
    content("query", "application/json", [1, 2], "GET /v1/things?p=%5B1%2C2%5D"),
    content("path", "application/json", {"a": "b/c"}, "GET /v1/things/%7B%22a%22%3A%22b%2Fc%22%7D"),
    content(
        "header",
        "application/json",
        {"a": [1, "é"]},
        "GET /v1/things",
        {"p": '{"a":[1,"\\u00e9"]}'},
    ),
    content("cookie", "application/json", {"a": 1}, "GET /v1/things", {"cookie": "p=%7B%22a%22%3A1%7D"}),
    content("query", "text/plain", "a b", "GET /v1/things?p=a%20b"),
    content("cookie", "text/plain", "a=b, c", "GET /v1/things", {"cookie": "p=a=b, c"}),
    content("query", "application/vnd.shop+json", {"a": 1}, "GET /v1/things?p=%7B%22a%22%3A1%7D"),
]
