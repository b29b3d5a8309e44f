"""Reading an href: its variables, and what makes it invalid."""

import pytest
from small_schemas import link_of, small


@pytest.mark.parametrize(
    ("href", "template", "names"),
    [
        ("/t/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{(#/definitions/thing/definitions/id)}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{#/definitions/thing/definitions/id}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{(%2Fschemata%2Fthing%23%2Fdefinitions%2Fid)}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{(/definitions/thing/definitions/id)}", "/t/{thing_id}", ["thing_id"]),
        ("/t/{(%23%2Fdefinitions%2Fgone%2Fdefinitions%2FsomeId)}", "/t/{gone_someid}", ["gone_someid"]),
        ("/t/{(#/definitions/class)}/{(#/definitions/class)}", "/t/{class_}/{class__2}", ["class_", "class__2"]),
        ("/t/{id}", "/t/{id}", ["id"]),
        ("/t/{(id)}", "/t/{id}", ["id"]),
        ("/t/{()}/{($)}", "/t/{empty}/{self}", ["empty", "self"]),
        ("/t/{+path}", "/t/{+path}", ["path"]),
        ("/t{#section}", "/t{#section}", ["section"]),
        ("/t{#a,b*}", "/t{#a,b*}", ["a", "b"]),
        ("/t{#(part of it)}", "/t{#part%20of%20it}", ["part of it"]),
        ("/t{/a}{.b}{;c*}", "/t{/a}{.b}{;c*}", ["a", "b", "c"]),
        ("/t/{a.b}/{name:3}/{list*}", "/t/{a.b}/{name:3}/{list*}", ["a.b", "name", "list"]),
        ("/t{?a,b}{&c}", "/t{?a,b}{&c}", ["a", "b", "c"]),
        ("/t?k={v}", "/t?k={v}", ["v"]),
        ("  t ", "t", []),
    ],
)
def test_spellings_of_variables(href, template, names):
    """Each spelling of a variable becomes a template with parameters."""
    link = link_of(small(href=href))
    assert (link.href, [parameter.name for parameter in link.parameters], link.fault) == (template, names, "")


def test_query_variable_is_optional():
    """A variable of a query expression is optional."""
    link = link_of(small(href="/t/{id}{?page}"))
    assert [(item.name, item.location, item.required) for item in link.parameters] == [
        ("id", "path", True),
        ("page", "query", False),
    ]


def test_unresolved_parameter_is_required():
    """A parameter that can't be resolved is required, and has no schema."""
    (parameter,) = link_of(small(href="/t/{(%23%2Fdefinitions%2Fgone)}")).parameters
    assert (parameter.name, parameter.required, parameter.schema) == ("gone", True, None)


def test_variable_is_attribute_of_its_name():
    """A plain variable is the attribute of its name."""
    document = small(href="/t/{id}")
    document["definitions"]["thing"]["definitions"]["id"]["description"] = "which one"
    (parameter,) = link_of(document).parameters
    assert (parameter.schema.pointer, parameter.owner, parameter.description) == (
        "#/definitions/thing/definitions/id",
        "thing",
        "which one",
    )


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        (None, "invalid href: expected a string, got NoneType"),
        ("/t/{x", "its braces are not balanced"),
        ("/t/x}", "its braces are not balanced"),
        ("/t/{}", "{} names no variable (RFC 6570, 2.3)"),
        ("/t/{a,,b}", "{a,,b} names no variable"),
        ("/t/{a b}", "{a b} names no variable"),
        ("/t/{a:b}", "{a:b} names no variable"),
        ("/t/{#}", "{#} names no variable"),
        ("@evil.example/x", "is not a URL: it begins with"),
        (":80@evil.example/x", "is not a URL: it begins with"),
        ("/t\r\nHost: evil.example", "contains a control character"),
        ("\\\\evil.example/x", "contains a control character, a lone surrogate or a backslash"),
        ("/t/\ud83d", "contains a control character, a lone surrogate or a backslash"),
        ("/t/{a\ud83d}", "names no variable"),
        ("/" + "x" * 9_000, "the href has 9,001 characters: expected 8,000 at most"),
    ],
)
def test_invalid_href_is_a_fault(href, reason):
    """An invalid href is a fault with the reason."""
    link = link_of(small(href=href))
    assert (reason in link.fault, link.parameters) == (True, ())


def test_unclosed_braces_are_found_fast():
    """An href full of opening braces is a fault, quickly."""
    assert "brace" in link_of(small(href="{(" * 3_000)).fault


@pytest.mark.parametrize("method", [["GET"], {}, 7, "GET /x", "G\r\nT"])
def test_invalid_method_is_a_fault(method):
    """An invalid method is a fault."""
    link = link_of(small(method=method))
    assert (link.method, "expected a word such as GET" in link.fault) == ("GET", bool(method))
