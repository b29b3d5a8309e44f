"""Texts that are made to take long: each expression and each reader takes steps as the text has letters."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from regex_steps import Program, square_of, steps_of, texts_for
from regex_uses import uses

from heroics_py.cache.directives import directives_of
from heroics_py.call.lists.ranges import ContentRange
from heroics_py.call.responses.response import decode, error_of
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.record import Record
from heroics_py.secrecy.names import MASK
from heroics_py.secrecy.texts import mask_text

pytestmark = pytest.mark.usefixtures("bare_environment")

MANY = 40_000
PIECES = [
    *'aA1 ,<{("\\?/@-.[&_\n',
    "{a",
    'a="',
    "a=",
    "?a",
    "//",
    "://",
    "x://a:",
    "x://@",
    "eyJ",
    "-eyJ",
    "eyJaaaaaaaa.",
]
PIECES += ["token ", "-----BEGIN ", "-----BEGIN A", "..", "a[0].", "{?a", "{/a", "<script>", "&#1", ";a", "a."]
PIECES += ["\N{NO-BREAK SPACE}", "\N{COMBINING ACUTE ACCENT}"]
# Expressions that the source makes of texts, and what bounds them.
ELSEWHERE = {
    "heroics_py.server.dependents re.compile(pattern)": "an escaped word between look-arounds of one letter",
    "heroics_py.server.dependents pattern.sub(lambda _, text=new: text, value)": "the same",
    "heroics_py.readers.patches.json_path query.finditer(document)": "a JSONPath, no regular expression",
    (
        "heroics_py.validation.simple_patterns "
        r"re.compile(f'{pattern[:-1]}\\Z' if pattern.endswith('$') else pattern, re.ASCII)"
    ): "64 letters, two open ends",
    "heroics_py.validation.patterns compiled.search(value, timeout=_PATTERN_SECONDS * 2 ** doubled)": "a limit of time",
    "heroics_py.readers.openapi.operation_ids pattern.sub('', text)": "its expressions are read from the module",
    "heroics_py.writers.shell_advice pattern.sub(words, text)": "the same",
    "heroics_py.tools.search.phrases form.sub(word, text)": "the same",
    "heroics_py.cli.output.selection expression.search(value)": "a JMESPath, no regular expression",
    "heroics_py.validation.ecma_patterns pattern.match(self.pattern, self.at)": "those of the module",
    "heroics_py.validation.formats _compiled(pattern).fullmatch(value)": "its expressions are read from the module",
}


def used():
    """Return the programs of the package with the way of each use, and a place where it is used so."""
    ways = {(use.expression, use.way): use.place for use in uses() if use.expression is not None}
    return [(program_of(expression), way, place) for (expression, way), place in ways.items()]


@cache
def program_of(expression):
    return Program(expression)


every_module = pytest.mark.skipif("EVERY_MODULE" not in os.environ, reason=".ci/run runs it with every library")


@every_module
def test_expressions_are_linear():
    """No expression of the package takes quadratic time, in the way in which it is used."""
    found = [(place, square_of(program, way, PIECES)) for program, way, place in used()]
    assert [each for each in found if each[1]] == []


@every_module
def test_every_expression_is_found():
    """Each use of an expression in the source can be counted, or is bounded in another way."""
    made = {f"{use.place.partition(':')[0]} {use.text}" for use in uses() if use.expression is None}
    assert made == set(ELSEWHERE)


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"\beyJ[\w-]{8,}\.", "search"),
        (r"<script[\s\S]*?</script>", "finditer"),
        (r"[a-z]+://[^@]*@", "search"),
        (r"\s+$", "search"),
        (r"[^,]*=", "finditer"),
        (r":[^@]*@", "search"),
        (r"([^:]+):[ \t]*([^\r]*)\r\n", "finditer"),
        (r"\((?:[^)]|\)\))*+\)[^,]*|[^,]+", "finditer"),
        (r"(?<=[A-Za-z0-9+.-]://)(?:[^/?#:@]*+:(?!\d++[/?#]).*|[^/?#]*)@", "finditer"),
        (r"\s*([\w.-]+)\s+(\]?)(.*?)\.\.(.*?)(\[?)\s*(?:;(.*))?", "fullmatch"),
        (r"x\s*\s*y", "match"),
        (r"(?:a|aa)+b", "match"),
        (r"(\w+\s?)*;", "fullmatch"),
        (r"\w{0,252}x", "search"),
        (r"a.*b.*c", "match"),
        (r"(?=.*?;)x|.", "finditer"),
    ],
)
def test_quadratic_expressions(pattern, way):
    """Texts made from an expression reveal quadratic growth."""
    assert square_of(Program(re.compile(pattern)), way) is not None


@every_module
def test_counted_search_is_the_same():
    """The search that counts steps finds the same as `re`."""
    for program, way, place in used():
        expression = program.expression
        for start, pump in texts_for(program, PIECES)[::7]:
            text = start + pump * 3 + "\x01" + start
            read = text if isinstance(expression.pattern, str) else text.encode("latin-1", "replace")
            known = list(expression.finditer(read)) if way == "finditer" else [getattr(expression, way)(read)]
            if isinstance(read, str) or read.decode("latin-1") == text:
                assert (place, text, steps_of(program, way, text)[1]) == (
                    place,
                    text,
                    [each.span() for each in known if each],
                )


def answer(body, media_type="text/html", status=500):
    return Response(status=status, headers=Headers({"Content-Type": media_type}), body=body.encode())


def read_all():
    """Read hostile texts by each reader of what servers send."""
    for piece in ("<script>", "<", "<!--", "<title>", "</head><head>", "&", "&#1", "<script></scrip"):
        str(error_of(answer(piece * MANY), "x"))
        str(error_of(answer("<html>" + piece * MANY), "x"))
    for piece in (",", 'a="', "a=", '"', "\\", ', a="\\'):
        directives_of(piece * MANY)
    for piece in ("x://a:", "-eyJ", "?", "@", "x://@", "token "):
        repr(Record({"told": piece * MANY, "url": "http://h/" + piece * MANY}))
    for piece in (".", "a", "1..", "a=", ","):
        ContentRange.parsed("id " + piece * MANY)
        ContentRange.parsed("id a..b; " + piece * MANY)
    decode(answer("x", 'text/plain; "' + ";" * MANY, 200))
    print("done")  # noqa: T201 - read by the test


def test_readers_are_linear():
    """Pages, directives, records, ranges and media types of a server are read in one pass."""
    paths = [str(Path(__file__).parent), *sys.path]
    code = f"import sys; sys.path[:0] = {paths!r}\nfrom test_hostile_texts import read_all; read_all()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.endswith("done\n"), done.stderr[-500:]


MASKED = [
    ("postgres://u:p@h/d", f"postgres://{MASK}@h/d"),
    ("http://u:s3c/pw@host", f"http://{MASK}@host"),
    ("x-eyJhbGciOiJI.eyJzdWIiOiIx.abc", f"x-{MASK}"),
    ("aaaaaaaaaaaaaaa.eyJhbGciOiJI.eyJzdWIiOiIx.abc", f"aaaaaaaaaaaaaaa.{MASK}"),
    ("http://h:80/a@b", "http://h:80/a@b"),
    ('http://us"er:pw@host', f"http://{MASK}@host"),
    ("(https://user@h/x)", f"(https://{MASK}@h/x)"),
    ("http://a/??token=x&b=c", f"http://a/??token={MASK}&b=c"),
]


def test_masking_in_one_pass():
    """A secret in a text is masked wherever it begins."""
    assert [mask_text(text) for text, _ in MASKED] == [masked for _, masked in MASKED]
