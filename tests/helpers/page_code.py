"""The Python code of a page of Markdown, run and compared with the comments beside it."""

import ast
import asyncio
import re
from inspect import CO_COROUTINE
from itertools import chain

import heroics_py

BLOCK = re.compile(r"(<!-- not run: [^>]*-->\n)?```python\n(.*?)```", re.DOTALL)


def blocks(page):
    """Return the Python blocks that are run, one after the other in one namespace."""
    return [text for skipped, text in BLOCK.findall(page) if not skipped]


def skipped_blocks(page):
    """Return the Python blocks that are not run."""
    return [text for skipped, text in BLOCK.findall(page) if skipped]


def statements(text):
    """Yield each statement of a block with the comment after it."""
    lines = text.splitlines()
    for node in ast.parse(text).body:
        comment = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode().strip()
        yield node, comment.removeprefix("# ")


def outcome(node, namespace, run):
    """Run one statement; return the repr of its value, or its error as Python shows it.

    Args:
        node: the statement, which may await.
        namespace: its variables.
        run: returns what a coroutine returns.
    """
    is_expression = isinstance(node, ast.Expr)
    tree = ast.Expression(node.value) if is_expression else ast.Module([node], [])
    mode = "eval" if is_expression else "exec"
    code = compile(ast.unparse(tree), "page.md", mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    try:
        value = eval(code, namespace)
        if code.co_flags & CO_COROUTINE:
            value = run(value)
    except (heroics_py.HeroicsError, Warning) as error:  # in the tests, a warning is an error
        return f"{type(error).__name__}: {error}"
    return repr(value) if is_expression else ""


def expectation(comment):
    """Return a pattern for the outcome that the comment promises; None if it is a remark."""
    if comment.startswith("-> "):
        text = comment.removeprefix("-> ")
    elif comment.partition(":")[0] in heroics_py.__all__:
        text = comment
    else:
        return None
    return ".*".join(map(re.escape, text.split("...")))


def mismatches(texts):
    """Run ``texts`` in one namespace; return each statement whose outcome differs from its comment."""
    # With a name of its own: a dataclass would otherwise write into the module of the built-in names.
    namespace, wrong = {"__name__": "page"}, []
    with asyncio.Runner() as runner:
        for node, comment in chain.from_iterable(map(statements, texts)):
            actual, expected = outcome(node, namespace, runner.run), expectation(comment)
            failed = actual.partition(":")[0] in heroics_py.__all__
            matches = re.fullmatch(expected, actual, re.DOTALL) if expected is not None else not failed
            if not matches:
                wrong.append((ast.unparse(node), comment, actual))
    return wrong
