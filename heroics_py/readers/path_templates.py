"""A path of OpenAPI or Swagger as a URI template: its variables, its literal query and its fragment."""

import re
from collections.abc import Collection, Iterable
from urllib.parse import quote, unquote_plus

from heroics_py.model.parameters import Parameter
from heroics_py.support.values import Value

__all__ = ["PathTemplate", "PathVariable", "href_of", "split_path"]

_EXPRESSION = re.compile(r"\{([^{}]+)\}")
_QUERY_EXPRESSION = re.compile(r"\{[?&]([^{}]+)\}")
# How routers write a variable: /items/:id, /items/<id>, /items/<int:id>.
_ROUTED = re.compile(r"(?<=/)(?::([^/{}:?#]+)|<(?:[^<>/:]+:)?([^<>/:]+)>)(?=/|$)")
_LONGEST = 10_000
# How frameworks mark a variable that fills the rest of a path: {path:path}, {proxy+}, {path*}, {*path}, {+path},
# {path...}; and how they constrain one, {id:int}.
_CATCH_ALL = re.compile(r"(?:\+|\*{1,2}|/)([^:*+.]+)|([^:*+.]+)(?:\+|\*{1,2}|\.\.\.|:path)")
_OPERATORS_BY_STYLE = {"label": ".", "matrix": ";", "simple": ""}
_CONVERTER = re.compile(r"([^:]+):.+")


class PathVariable(Value):
    """A variable of a path.

    Attributes:
        expression: the text between its braces.
        name: of its parameter.
        keeps_slashes: whether it fills several segments.
    """

    expression: str
    name: str
    keeps_slashes: bool = False


class PathTemplate(Value):
    """A path without its fragment, which is not sent (RFC 9110, 7.1).

    Attributes:
        path: with its variables in braces, and without a query.
        query: the literal query, in which variables may be.
        fragment: what follows "#".
        variables: in their order.
        query_names: query parameters that an expression such as ``{?page,size}`` lists.
    """

    path: str
    query: str = ""
    fragment: str = ""
    variables: tuple[PathVariable, ...] = ()
    query_names: tuple[str, ...] = ()

    @property
    def fault(self) -> str:
        """Why it isn't a template; empty if it is one."""
        if len(self.path) > _LONGEST:
            return f"the path has {len(self.path):,} characters: expected {_LONGEST:,} at most"
        path = f"{self.path}?{self.query}" if self.query else self.path
        literal = _EXPRESSION.sub("", path)
        is_balanced = "{" not in literal and "}" not in literal
        return "" if is_balanced else f"the path {path!r} is not a template: its braces are not balanced"


def split_path(text: str, declared: Collection[str] = (), queries: Collection[str] = ()) -> PathTemplate:
    """Return the parts of a path.

    Args:
        text: the key of a path item.
        declared: the names of path parameters; ``:id`` and ``<id>`` are variables if they are declared.
        queries: the names of query parameters; one that the path repeats is left to the parameter.
    """
    if len(text) > _LONGEST:
        return PathTemplate(path=text)
    rest, _, fragment = text.partition("#")
    listed = ",".join(_QUERY_EXPRESSION.findall(rest))
    names = [name.strip().rstrip("*") for name in listed.split(",")]
    path, _, query = _QUERY_EXPRESSION.sub("", rest).partition("?")
    path = _ROUTED.sub(lambda match: f"{{{name}}}" if (name := match[1] or match[2]) in declared else match[0], path)
    pairs = [pair for pair in query.split("&") if pair and not _is_repeated(pair, queries)]
    query = "&".join(pairs)
    variables = [_variable(expression, declared) for expression in _EXPRESSION.findall(f"{path}?{query}")]
    return PathTemplate(
        path=path,
        query=query,
        fragment=fragment,
        variables=tuple(dict.fromkeys(variables)),
        query_names=tuple(filter(None, dict.fromkeys(names))),
    )


def href_of(template: PathTemplate, parameters: Iterable[Parameter]) -> str:
    """Return a path as an RFC 6570 template, with the styles of its parameters as operators."""
    by_name = {each.name: each for each in parameters if each.location == "path"}
    expressions = {
        variable.expression: _expression(by_name[variable.name])
        for variable in template.variables
        if variable.name in by_name
    }
    query = f"?{template.query}" if template.query else ""
    return _EXPRESSION.sub(lambda match: expressions.get(match[1], match[0]), template.path + query)


def _expression(parameter: Parameter) -> str:
    operator = _OPERATORS_BY_STYLE.get(parameter.style, "")
    if parameter.keeps_slashes or (parameter.allow_reserved and not operator):
        operator = "+"
    explode = "*" if parameter.explode and parameter.style in _OPERATORS_BY_STYLE else ""
    return f"{{{operator}{quote(parameter.name, safe='', errors='surrogatepass')}{explode}}}"


def _is_repeated(pair: str, queries: Collection[str]) -> bool:
    """Return whether a pair of the query is a query parameter: ``page={page}``."""
    name, _, value = pair.partition("=")
    variable = _EXPRESSION.fullmatch(value)
    return variable is not None and (unquote_plus(name) in queries or variable[1] in queries)


def _variable(expression: str, declared: Collection[str]) -> PathVariable:
    """Return the variable of an expression; the name that the document declares comes first."""
    match = _CATCH_ALL.fullmatch(expression)
    if match:
        bare = match[1] or match[2]
        name = expression if expression in declared else bare
        return PathVariable(expression=expression, name=name, keeps_slashes=True)
    converted = _CONVERTER.fullmatch(expression)
    if converted and expression not in declared and converted[1] in declared:
        return PathVariable(expression=expression, name=converted[1])
    return PathVariable(expression=expression, name=expression)
