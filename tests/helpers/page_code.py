"""The Python code of a page of Markdown, run and compared with the comments beside it."""

import ast
import re

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


def outcome(node, namespace):
    """Run one statement; return the repr of its value, or its error as Python shows it."""
    try:
        if isinstance(node, ast.Expr):
            return repr(eval(ast.unparse(node), namespace))
        exec(compile(ast.Module([node], []), "page.md", "exec"), namespace)
    except heroics_py.HeroicsError as error:
        return f"{type(error).__name__}: {error}"
    return ""


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
    for text in texts:
        for node, comment in statements(text):
            actual, expected = outcome(node, namespace), expectation(comment)
            failed = actual.partition(":")[0] in heroics_py.__all__
            matches = re.fullmatch(expected, actual, re.DOTALL) if expected is not None else not failed
            if not matches:
                wrong.append((ast.unparse(node), comment, actual))
    return wrong
