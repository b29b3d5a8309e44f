"""URI templates expand as RFC 6570 says: its examples, and what it says without one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples
from uritemplate import URITemplate

import heroics_py
from heroics_py.call.urls.uri_template import expand, variable_names

VALUES = {
    "count": ["one", "two", "three"],
    "dom": ["example", "com"],
    "dub": "me/too",
    "hello": "Hello World!",
    "half": "50%",
    "var": "value",
    "who": "fred",
    "base": "http://example.com/home/",
    "path": "/foo/bar",
    "list": ["red", "green", "blue"],
    "keys": {"semi": ";", "dot": ".", "comma": ","},
    "v": "6",
    "x": "1024",
    "y": "768",
    "empty": "",
    "empty_keys": {},
    "undef": None,
}
# By the section of the RFC; a template and its expansion in turn.
EXAMPLES = {
    "1.2, level 1": "{var} value {hello} Hello%20World%21",
    "1.2, level 2": "{+var} value {+hello} Hello%20World! {+path}/here /foo/bar/here here?ref={+path} here?ref=/foo/bar"
    " X{#var} X#value X{#hello} X#Hello%20World!",
    "1.2, level 3": "map?{x,y} map?1024,768 {x,hello,y} 1024,Hello%20World%21,768 {+x,hello,y} 1024,Hello%20World!,768"
    " {+path,x}/here /foo/bar,1024/here {#x,hello,y} #1024,Hello%20World!,768 {#path,x}/here #/foo/bar,1024/here"
    " X{.var} X.value X{.x,y} X.1024.768 {/var} /value {/var,x}/here /value/1024/here {;x,y} ;x=1024;y=768"
    " {;x,y,empty} ;x=1024;y=768;empty {?x,y} ?x=1024&y=768 {?x,y,empty} ?x=1024&y=768&empty="
    " ?fixed=yes{&x} ?fixed=yes&x=1024 {&x,y,empty} &x=1024&y=768&empty=",
    "1.2, level 4": "{var:3} val {var:30} value {list} red,green,blue {list*} red,green,blue"
    " {keys} semi,%3B,dot,.,comma,%2C {keys*} semi=%3B,dot=.,comma=%2C {+path:6}/here /foo/b/here"
    " {+list} red,green,blue {+list*} red,green,blue {+keys} semi,;,dot,.,comma,, {+keys*} semi=;,dot=.,comma=,"
    " {#path:6}/here #/foo/b/here {#list} #red,green,blue {#list*} #red,green,blue {#keys} #semi,;,dot,.,comma,,"
    " {#keys*} #semi=;,dot=.,comma=, X{.var:3} X.val X{.list} X.red,green,blue X{.list*} X.red.green.blue"
    " X{.keys} X.semi,%3B,dot,.,comma,%2C X{.keys*} X.semi=%3B.dot=..comma=%2C {/var:1,var} /v/value"
    " {/list} /red,green,blue {/list*} /red/green/blue {/list*,path:4} /red/green/blue/%2Ffoo"
    " {/keys} /semi,%3B,dot,.,comma,%2C {/keys*} /semi=%3B/dot=./comma=%2C {;hello:5} ;hello=Hello"
    " {;list} ;list=red,green,blue {;list*} ;list=red;list=green;list=blue {;keys} ;keys=semi,%3B,dot,.,comma,%2C"
    " {;keys*} ;semi=%3B;dot=.;comma=%2C {?var:3} ?var=val {?list} ?list=red,green,blue"
    " {?list*} ?list=red&list=green&list=blue {?keys} ?keys=semi,%3B,dot,.,comma,%2C {?keys*} ?semi=%3B&dot=.&comma=%2C"
    " {&var:3} &var=val {&list} &list=red,green,blue {&list*} &list=red&list=green&list=blue"
    " {&keys} &keys=semi,%3B,dot,.,comma,%2C {&keys*} &semi=%3B&dot=.&comma=%2C",
    "2.4.1": "{var} value {var:20} value {var:3} val",
    "2.4.2": "find{?dom*} find?dom=example&dom=com",
    "3.2.1": "{count} one,two,three {count*} one,two,three {/count} /one,two,three {/count*} /one/two/three"
    " {;count} ;count=one,two,three {;count*} ;count=one;count=two;count=three {?count} ?count=one,two,three"
    " {?count*} ?count=one&count=two&count=three {&count*} &count=one&count=two&count=three",
    "3.2.2": "{half} 50%25 O{empty}X OX O{undef}X OX {x,y} 1024,768 ?{x,empty} ?1024, ?{x,undef} ?1024 ?{undef,y} ?768",
    "3.2.3": "{+half} 50%25 {base}index http%3A%2F%2Fexample.com%2Fhome%2Findex {+base}index"
    " http://example.com/home/index O{+empty}X OX O{+undef}X OX up{+path}{var}/here up/foo/barvalue/here",
    "3.2.4": "{#half} #50%25 foo{#empty} foo# foo{#undef} foo",
    "3.2.5": "{.who} .fred {.who,who} .fred.fred {.half,who} .50%25.fred www{.dom*} www.example.com"
    " X{.empty} X. X{.undef} X X{.empty_keys} X X{.empty_keys*} X",
    "3.2.6": "{/who} /fred {/who,who} /fred/fred {/half,who} /50%25/fred {/who,dub} /fred/me%2Ftoo"
    " {/var,empty} /value/ {/var,undef} /value",
    "3.2.7": "{;who} ;who=fred {;half} ;half=50%25 {;empty} ;empty {;v,empty,who} ;v=6;empty;who=fred"
    " {;v,bar,who} ;v=6;who=fred {;x,y,undef} ;x=1024;y=768",
    "3.2.8": "{?who} ?who=fred {?half} ?half=50%25 {?x,y,undef} ?x=1024&y=768",
    "3.2.9": "{&who} &who=fred {&half} &half=50%25 {&x,y,empty} &x=1024&y=768&empty= {&x,y,undef} &x=1024&y=768",
    # Without an example: an empty list or associative array is undefined (2.3), an empty member is not (3.2.1).
    "2.3": "X{empty_keys} X X{?empty_keys}{&empty_keys*} X X{#empty_keys}{+empty_keys*} X {x,empty_keys} 1024",
}


@pytest.mark.parametrize("section", EXAMPLES)
def test_examples_of_the_rfc(section):
    """Each example of the RFC expands as the RFC shows."""
    words = EXAMPLES[section].split()
    assert [expand(template, VALUES) for template in words[::2]] == words[1::2]


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{;v*}", ["", "a"], ";v;v=a"),
        ("{;v*}", {"a": "", "b": "c"}, ";a;b=c"),
        ("{?v*}", ["", "a"], "?v=&v=a"),
        ("{v*}", {"a": ""}, "a="),
        ("{/v*}", ["", "a"], "//a"),
        ("{#v}", [], ""),
        ("{?v}", {}, ""),
    ],
)
def test_empty_members(template, value, expected):
    """An empty member keeps its place; an empty list is left out (RFC 6570, 2.3 and 3.2.1)."""
    assert expand(template, {"v": value}) == expected


@pytest.mark.parametrize("operator", "+#")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a%2Fb", "a%2Fb"),
        ("a%2fb c", "a%2fb%20c"),
        ("a%2Fb%", "a%2Fb%25"),
        ("%", "%25"),
        ("%zz%41%4", "%25zz%41%254"),
        ("100% é", "100%25%20%C3%A9"),
        ("%C3%A9é", "%C3%A9%C3%A9"),
        (":/?#[]@!$&'()*+,;=", ":/?#[]@!$&'()*+,;="),
        ("-._~", "-._~"),
        ('"<>\\^`{|}', "%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("𝄞", "%F0%9D%84%9E"),
    ],
)
def test_reserved_expansion_of_mixed_text(operator, value, expected):
    """Reserved characters and triples stay, and all else is encoded, whatever is beside it (RFC 6570, 3.2.3)."""
    expansions = [expand(f"{{{operator}v}}", {"v": each}) for each in (value, [value], {value: value})]
    first = operator.strip("+")
    assert expansions == [first + expected, first + expected, f"{first}{expected},{expected}"]


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{v:2}", "éàx", "%C3%A9%C3%A0"),
        ("{v:1}", "%41bc", "%25"),
        ("{+v:2}", "%41bc", "%41b"),
        ("{+v:2}", "%C3%A9%E2%82%AC%F0%9D%84%9E", "%C3%A9%E2%82%AC"),
        ("{#v:3}", "%C3%A9%E2%82%AC%F0%9D%84%9Ex", "#%C3%A9%E2%82%AC%F0%9D%84%9E"),
        ("{+v:2}", "%FF%FEa", "%FF%FE"),
        ("{+v:1}", "\n\n", "%0A"),
        ("{v:2}", ["abc"], "abc"),
    ],
)
def test_prefix_divides_no_character(template, value, expected):
    """A prefix counts characters and divides none, nor the triples of one (RFC 6570, 2.4.1)."""
    assert expand(template, {"v": value}) == expected


def test_names_of_variables():
    """The variables of a template are those of its expressions, without operators and modifiers."""
    assert variable_names("/a{+b}{/c*,d:3}{?e.f,g%20h}{#i}") == {"b", "c", "d", "e.f", "g%20h", "i"}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@settings(max_examples=examples(300), deadline=None)
@given(
    st.sampled_from(["", ".", "/", ";", "?", "&"]),
    st.sampled_from(["", "*", ":2"]),
    TEXT | st.lists(TEXT.filter(bool), min_size=1, max_size=3),
)
def test_operators_match_uritemplate(operator, modifier, value):
    """An independent implementation expands the operators without reserved characters to the same text."""
    template = f"/a{{{operator}v{modifier},w}}b"
    assert expand(template, {"v": value, "w": "é"}) == URITemplate(template).expand({"v": value, "w": "é"})


DIALECTS = {
    "draft-04": "http://json-schema.org/draft-04/hyper-schema",
    "draft-06": "http://json-schema.org/draft-06/hyper-schema#",
    "draft-07": "http://json-schema.org/draft-07/hyper-schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/hyper-schema",
}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize(
    ("href", "arguments", "expected"),
    [
        ("/t{/list*}", {"list": ["a", "b/c"]}, "/t/a/b%2Fc"),
        ("/t{/keys*}", {"keys": {"a": "1", "b": "2"}}, "/t/a=1/b=2"),
        ("/t{;list*}", {"list": ["a", "b"]}, "/t;list=a;list=b"),
        ("/t/x{.list}", {"list": ["a", "b"]}, "/t/x.a,b"),
        ("/t/{id:3}", {"id": "abcdef"}, "/t/abc"),
        ("/t/{+path}", {"path": "a%2Fb c/é%"}, "/t/a%2Fb%20c/%C3%A9%25"),
        ("/t{?a,b*}", {"a": "", "b": ["x", "y"]}, "/t?a=&b=x&b=y"),
        ("/t{?a,b}", {"b": {"x": "1", "y": "2"}}, "/t?b=x,1,y,2"),
        ("/t{?b*}", {"b": {"x": "1", "y": "2"}}, "/t?x=1&y=2"),
        ("/t?k=v{&a}", {"a": "1"}, "/t?k=v&a=1"),
        ("/t?k=v{&a}", {}, "/t?k=v"),
        ("/t?r={+path}", {"path": "/x?y=../z"}, "/t?r=/x?y=../z"),
        ("/t{#part}", {"part": "a b/é?%20%"}, "/t#a%20b/%C3%A9?%20%25"),
        ("/t{#part}", {}, "/t"),
        ("/t{#part}", {"part": None}, "/t"),
        ("/t{#part}", {"part": ""}, "/t#"),
        ("/t{#part*}", {"part": {"a": "1"}}, "/t#a=1"),
        ("/t{?q}{#part}", {"q": "x", "part": ["a", "b"]}, "/t?q=x#a,b"),
    ],
)
def test_hrefs_of_every_draft(dialect, href, arguments, expected):
    """An href of any draft takes every operator, and its fragment is part of the address."""
    thing = {"links": [{"rel": "x", "title": "Do", "href": href}]}
    client = heroics_py.connect({"$schema": dialect, "definitions": {"thing": thing}}, url="https://api.example")
    assert client.thing.do.prepare(**arguments).url == f"https://api.example{expected}"
