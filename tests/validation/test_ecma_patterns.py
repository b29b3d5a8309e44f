"""Patterns mean what ECMA 262 says; each row was compared with a JavaScript engine."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

import heroics_py
from heroics_py.errors import ValidationError
from heroics_py.samples.pattern_text import text_for
from heroics_py.validation.patterns import pattern_fault, pattern_of
from heroics_py.validation.simple_patterns import simple_search

# By pattern, texts that match and texts that don't.
CASES = {
    # the ends of the text
    r"^a$": (["a"], ["a\n", "\na", "a\nb", ""]),
    r"a$|b": (["a", "b\n"], ["a\n"]),
    r"^a|^b": (["ax", "bx"], ["xa", "\na"]),
    r"^$": ([""], ["\n"]),
    r"\Aa\z": (["a"], ["a\n", "ba"]),
    r"\Aa\Z": (["a"], ["a\n", "ba"]),
    r"\A\h{2}\z": (["0f"], ["hh", "  "]),
    # classes of letters
    r"^\d$": (["0"], ["٣"]),
    r"^\D$": (["٣", "a"], ["0"]),
    r"^\w$": (["a", "Z", "0", "_"], ["é", "ß", "٣", "-"]),
    r"^\W$": (["é", "-"], ["a", "_"]),
    r"^[\w-]+$": (["a-b"], ["é"]),
    r"^[^\W_]+$": (["a1"], ["_", "é"]),
    r"^[\D]$": (["a", "٣"], ["1"]),
    r"^[\s\S]$": (["\n", "a", "\u2028"], [""]),
    r"^\s$": ([" ", "\t", "\n", "\v", "\u00a0", "\u2003", "\u2028", "\u3000", "\ufeff"], ["\x1c", "\x85", "\u200b"]),
    r"^\S$": (["\x1c", "\x85", "a", "😀"], ["\ufeff", "\u00a0"]),
    r"^[^\S\n]$": ([" ", "\ufeff"], ["\n", "a"]),
    r"^.$": (["a", "\x85", "\v", "😀"], ["\n", "\r", "\u2028", "\u2029"]),
    r"é\b": (["éa"], ["é", "é "]),
    r"^é\B": (["é", "é-"], ["éa"]),
    # brackets and braces
    r"^[]": ([], ["", "a", "]"]),
    r"^[]a]$": ([], ["a", "]", "a]"]),
    r"^[^]$": (["a", "\n", "]"], ["", "ab"]),
    r"^[^]]$": (["a]", "^]"], ["a", "]"]),
    r"^[[]$": (["["], ["a"]),
    r"^[[a]]$": (["a]", "[]"], ["a", "["]),
    r"^[a&&b]+$": (["a&b"], ["c"]),
    r"^[a-z--b]+$": (["b", "-", "1"], ["{"]),
    r"^[\d-z]+$": (["1", "-", "z"], ["a"]),
    r"^[a-]+$": (["a-"], ["b"]),
    r"^[\b]$": (["\b"], ["b"]),
    r"^[.*+?]+$": ([".*+?"], ["a"]),
    r"^a{,2}$": (["a{,2}"], ["", "a", "aa"]),
    r"^a{2}$": (["aa"], ["a", "a{2}"]),
    r"^a{b}$": (["a{b}"], ["a"]),
    r"^x{1$": (["x{1"], ["x"]),
    r"^a{e<=1}$": (["a{e<=1}"], ["a", "b"]),
    r"^}]$": (["}]"], []),
    # escapes
    r"^\/$": (["/"], ["\\/"]),
    r"^\-\_\#\~\&$": (["-_#~&"], []),
    r"^\cJ$": (["\n"], ["cJ"]),
    r"^\c$": (["\\c"], ["c"]),
    r"^[\c_]$": (["\x1f"], ["c", "_"]),
    r"^\0$": (["\0"], ["0"]),
    r"^\07\12$": (["\x07\n"], []),
    r"^\8$": (["8"], []),
    r"^\x41\u0042$": (["AB"], []),
    r"^\x4$": (["x4"], []),
    r"^\u12$": (["u12"], []),
    r"^\u{1F600}$": (["😀"], ["u"]),
    r"^\uD83D\uDE00$": (["😀"], ["😁"]),
    r"^[\u{1F600}-\u{1F602}]$": (["😁"], ["😃"]),
    r"^[\uD83D\uDE00-\uD83D\uDE02]$": (["😁"], ["😃"]),
    r"^[\uD800-\uDBFF][\uDC00-\uDFFF]$": (["😀"], ["a", "\ud83d"]),
    r"^\a\e\i\q$": (["aeiq"], ["\x07\x1b"]),
    r"^\G\Q\L\N$": (["GQLN"], []),
    r"^\p{L}\P{L}$": (["é1"], ["11"]),
    r"^[\p{Lu}\d]+$": (["É1"], ["é"]),
    r"^\p{Script=Greek}+$": (["αβ"], ["ab"]),
    # groups
    r"^(?<year>\d{4})-\k<year>$": (["2012-2012"], ["2012-2013"]),
    r"^(?<a$>x)\k<a$>$": (["xx"], ["x"]),
    r"^\k<a>$": (["k<a>"], ["a"]),
    r"^(a)?\1b$": (["aab", "b"], ["ab"]),
    r"^\1(a)$": (["a"], ["aa"]),
    r"^(a\1)$": (["a"], ["aa"]),
    r"^(a)|b\1$": (["a", "b"], ["c"]),
    r"^(?:(a)|b)\1$": (["aa", "b"], ["ab"]),
    r"^(?<!a)b|(?<=ab+)c": (["b", "abbc"], ["cc"]),
    r"^(?=a)\w(?!b)": (["ac"], ["ab", "bc"]),
    r"^(\()\1$": (["(("], ["("]),
    r"^[(](a)\1$": (["(aa"], ["(a"]),
    r"^\((a)\1$": (["(aa"], ["(a"]),
    # what ECMA 262 lacks, as other languages have it
    r"^(?i)ab$": (["AB"], ["ab\n"]),
    r"^(?i:a)b$": (["Ab"], ["AB"]),
    r"^(?s).$": (["\n"], []),
    r"(?m)^b$": (["a\nb\nc"], ["ab"]),
    r"^a++$": (["aa"], ["ab"]),
    r"^(?>a+)b$": (["aab"], ["b"]),
    r"^(?P<n>a)\1$": (["aa"], ["a"]),
    r"^[[:alpha:]_]+$": (["ab_"], ["1"]),
}
PAIRS = [
    (pattern, text, is_match)
    for pattern, texts in CASES.items()
    for is_match in (True, False)
    for text in texts[not is_match]
]


@pytest.mark.parametrize(("pattern", "text", "is_match"), PAIRS, ids=ascii)
def test_patterns_mean_ecma_262(pattern, text, is_match):
    """A pattern matches the texts that it matches in JavaScript."""
    assert pattern_of(pattern).matches(text) is is_match


@pytest.mark.parametrize(("pattern", "text", "is_match"), PAIRS, ids=ascii)
def test_the_simple_search_agrees(pattern, text, is_match):
    """Python's own search of a simple pattern finds the same."""
    search = simple_search(pattern)
    assert search is None or (search(text) is not None) is is_match


PIECES = [
    r"\d",
    r"\w",
    "a",
    "0",
    "-",
    "/",
    ".",
    r"\.",
    "[a-z]",
    "[a-z0-9-]",
    r"[\w.-]",
    r"[\d]",
    r"[.-\w]",
    "[--0]",
    "[9-0]",
]
COUNTS = ["", "", "*", "+", "{2}", "{0,2}", "{1,}", "{2,1}"]
PIECE = st.tuples(st.sampled_from(PIECES), st.sampled_from(COUNTS)).map("".join)
PATTERN = st.tuples(st.sampled_from(["", "^"]), st.lists(PIECE, max_size=4).map("".join), st.sampled_from(["", "$"]))


@settings(max_examples=examples(250), deadline=None)
@given(PATTERN.map("".join), st.text("aZ09-_./\n\u0660\u017f\U0001f600", max_size=5))
def test_simple_search_of_any_text(pattern, text):
    """Python's own search of a simple pattern finds what the pattern matches, whatever the text."""
    search = simple_search(pattern)
    assert search is None or (search(text) is not None) is pattern_of(pattern).matches(text)


@pytest.mark.parametrize("pattern", ["a*b", "^a*a*b$", "^[a-z]{1,28}[a-z]+$", r"^\d{4}-\d{2}-\d{2}$", "^[0-9a-f]{8}$"])
def test_linear_patterns_are_simple(pattern):
    """A pattern is simple if its search takes at most as many steps as the longest text has pairs of letters."""
    assert simple_search(pattern)


@pytest.mark.parametrize(
    "pattern", ["a*a*b", "^a*a*a*b", "^(a+)+$", "a{0,9}a{0,9}b", r"^\s+$", "^.$", "^a?$", "a|b", "^[^a]$"]
)
def test_other_patterns_are_not_simple(pattern):
    """A pattern with groups, with letters that dialects read in several ways, or with many open ends is not simple."""
    assert simple_search(pattern) is None


@pytest.mark.parametrize("pattern", [r"(", r")", r"[a", r"a\\"[:2], r"[z-a]", r"(?P>n)", r"\p{Nonsense}", r"a{3,2}"])
def test_invalid_patterns_have_a_reason(pattern):
    """An invalid pattern has a reason, and matches everything with a warning."""
    assert pattern_fault(pattern)


@pytest.mark.parametrize("pattern", CASES)
def test_no_warnings_of_the_library(pattern):
    """No pattern is ambiguous to the library, which warns of future changes (warnings are errors here)."""
    assert pattern_fault(pattern) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[^]$",
        r"^\u{1F600}\uD83D\uDE00\cJ\x41$",
        r"^\p{Lu}\p{Nd}\p{L}$",
        r"^a{,2}$",
        r"^[[:upper:]]$",
        r"^(?<n>a)b$",
        r"^\G$",
    ],
)
def test_samples_of_patterns(pattern):
    """A sample is made of the same syntax."""
    assert pattern_of(pattern).matches(text_for(pattern))


def shop(**fields):
    link = {"title": "Do", "href": "/items", "method": "POST", "schema": {"type": "object", **fields}}
    document = {"properties": {"item": {"links": [link]}}}
    return heroics_py.connect(document, url="https://shop.example", trust_environment=False).item.do


def test_a_line_end_is_refused():
    """A text with a line end does not pass a pattern with ``$``."""
    with pytest.raises(ValidationError, match="name: "):
        shop(properties={"name": {"type": "string", "pattern": "^[a-z]+$"}}).prepare(name="myapp\n")


@pytest.mark.parametrize("keyword", ["patternProperties", "propertyNames"])
def test_names_of_fields(keyword):
    """Patterns for the names of fields mean the same."""
    rule = {"propertyNames": {"pattern": r"^\w+$"}} if keyword == "propertyNames" else {}
    strict = {"patternProperties": {r"^\w+$": {}}, "additionalProperties": False}
    items = {"properties": {"map": {"type": "object", **(rule or strict)}}}
    link = {"title": "Do", "href": "/items", "method": "POST", "schema": {"type": "object", **items}}
    document = {"$schema": "http://json-schema.org/draft-07/hyper-schema", "properties": {"item": {"links": [link]}}}
    do = heroics_py.connect(document, url="https://shop.example", trust_environment=False).item.do
    assert do.prepare(map={"a_1": 1}).body
    for name in ("a\n", "é", "a-b"):
        with pytest.raises(ValidationError, match=re.escape("map")):
            do.prepare(map={name: 1})
