"""Texts that are made to take long: each expression and each reader takes steps as the text has letters."""

import importlib
import pkgutil
import re
import resource
import subprocess
import sys

import pytest

import heroics_py
from heroics_py.messages import Headers, Response
from heroics_py.ranges import ContentRange
from heroics_py.record import Record
from heroics_py.response import decoded, error_of
from heroics_py.secrecy import MASK, masked_text
from heroics_py.transport.cache.directives import directives_of

MANY = 40_000
# Read only from the beginning, or of texts that are bounded before: what `search` would make of them is not asked.
ANCHORED = re.compile(
    r"heroics_py\.(readers\.base\._(ABSOLUTE|AUTHORITY)|request\._ABSOLUTE|pointer\._SCHEME|tables\._ADDRESS"
    r"|transport\.(checking|waiting|cache\.(key|part|validators|aliases))\._\w+|client\.core\._ORDINARY"
    r"|server\.(ranges\._FORM|making\._UUID|manners\._JSON)|readers\.(javascript_text|href|hyper_link)\._\w+|notebook\._\w+"
    r"|transport\.wire\._\w+|frames\._TIMESTAMP|formats\._\w+|passing\._\w+|ranges\._CONTENT_RANGE|response\._LINK\w*"
    r"|transport\.cache\.directives\._FIELDS|secrecy\._(USERINFO|PLAIN|HARMLESS|PASSWORDS|NAME|HOST|PLAIN_URL|PLACE|BROKEN)|lint\.oddities\._DIALECTS)"
)
PIECES = ["a", "A", "1", " ", ",", "<", "{", "{a", "(", '"', "\\", 'a="', "a=", "?", "?a", "/", "//", "://", "x://a:"]
PIECES += [
    "@",
    "x://@",
    "-",
    "eyJ",
    "-eyJ",
    "eyJaaaaaaaa.",
    "token ",
    "-----BEGIN ",
    "-----BEGIN A",
    ".",
    "..",
    "[",
    "a[0].",
]
PIECES += [
    "{?a",
    "{/a",
    "<script>",
    "&",
    "&#1",
    ";a",
    "_",
    "a.",
    "\n",
    "\N{NO-BREAK SPACE}",
    "\N{COMBINING ACUTE ACCENT}",
]


def expressions():
    """Yield each expression of the package with its place, those that are kept as text too."""
    for module in pkgutil.walk_packages(heroics_py.__path__, "heroics_py."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value
            elif isinstance(value, str) and name.startswith("_") and not name.startswith("__"):
                try:
                    yield f"{module.name}.{name}", re.compile(value)
                except re.error:
                    continue


def search_all(found):
    """Search each text of many pieces by each expression."""
    for place, expression in found:
        print(place, flush=True)  # noqa: T201 - read by the test
        for piece in PIECES:
            for made in (piece * (100_000 // len(piece)), "@ x://" + piece * (100_000 // len(piece)) + "\x01"):
                text = made if isinstance(expression.pattern, str) else made.encode("latin-1", "replace")
                expression.match(text) if ANCHORED.fullmatch(place) else sum(1 for _ in expression.finditer(text))


def in_bounded_steps(code):
    """Run code in a process of its own that may take a minute of the processor, which a square would exceed."""
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\nfrom test_hostile_texts import *\n{code}"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),
    )


def test_expressions_are_linear():
    """No expression of the package reads the same part of a text again and again."""
    done = in_bounded_steps("search_all(expressions())")
    assert done.returncode == 0, (done.stdout[-200:], done.stderr[-500:])
    assert "heroics_py.secrecy._TOKENS" in done.stdout


def test_a_square_is_noticed():
    """The limit is one that an expression of quadratic growth exceeds."""
    bounded = "resource.setrlimit(resource.RLIMIT_CPU, (5, 5))\n"
    done = in_bounded_steps(bounded + "search_all([('x', re.compile(r'\\beyJ[\\w-]{8,}\\.'))])")
    assert done.returncode != 0


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
    decoded(answer("x", 'text/plain; "' + ";" * MANY, 200))
    print("done")  # noqa: T201 - read by the test


def test_readers_are_linear():
    """What a server sends is read in one pass: pages, directives, records, ranges, parameters of media types."""
    done = in_bounded_steps("read_all()")
    assert done.stdout.endswith("done\n"), done.stderr[-500:]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgres://u:p@h/d", f"postgres://{MASK}@h/d"),
        ("http://u:s3c/pw@host", f"http://{MASK}@host"),
        ("x-eyJhbGciOiJI.eyJzdWIiOiIx.abc", f"x-{MASK}"),
        ("aaaaaaaaaaaaaaa.eyJhbGciOiJI.eyJzdWIiOiIx.abc", f"aaaaaaaaaaaaaaa.{MASK}"),
        ("http://h:80/a@b", "http://h:80/a@b"),
        ('http://us"er:pw@host', f"http://{MASK}@host"),
        ("(https://user@h/x)", f"(https://{MASK}@h/x)"),
        ("http://a/??token=x&b=c", f"http://a/??token={MASK}&b=c"),
    ],
)
def test_masking_in_one_pass(text, shown):
    """What is secret in a text is masked wherever it begins."""
    assert masked_text(text) == shown
