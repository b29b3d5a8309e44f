"""The problems of a response with its schema."""

from collections.abc import Callable, Mapping

from heroics_py.errors import Problem
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.http.messages import Response
from heroics_py.model.api import Link, Reply
from heroics_py.model.pointers import escape_key, parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.model.secret_paths import write_only_paths
from heroics_py.validation.checker import Checks

__all__ = ["answer_problems", "collapsed", "described_reply", "schema_of_answer", "schema_of_reply"]

_NO_CONTENT = frozenset({204, 205, 304})
_MAX_PROBLEMS = 10_000


def schema_of_answer(link: Link, response: Response) -> Schema | None:
    """Return the schema that a response promises to follow; None if nothing is to check.

    That is the one of its status and media type, if the document describes them, else the ``targetSchema`` of the link.
    Errors, files, responses without content and those that are not JSON are not checked.
    """
    if response.status in _NO_CONTENT or response.status >= 400 or link.method == "HEAD" or link.is_file:
        return None
    if not response.body.strip() or not (is_json(response.media_type) or not response.media_type):
        return None
    return schema_of_reply(link, described_reply(link.replies, response.status), response)


def schema_of_reply(link: Link, reply: Reply | None, response: Response) -> Schema | None:
    """Return the schema of a response, of an error too, without what is written only.

    Args:
        link: the link.
        reply: what the document says about the status, if anything.
        response: the response.
    """
    if link.replies:
        schema = None if reply is None else _documented(reply, response)
    else:
        schema = link.target_schema if response.status < 400 else None
    if schema is None or schema.documents.omits:
        return schema
    # What is written only need not be in a response (JSON Schema validation draft-07, 10.3).
    return Schema(schema.documents.replaced(omits="writeOnly"), schema.pointer, schema.raw)


def described_reply(replies: Mapping[str, Reply], status: int) -> Reply | None:
    """Return what a document says about a status, the most specific first (OpenAPI 3.1.1, 4.8.16)."""
    names = (str(status), f"{status // 100}XX", "default")
    return next((replies[name] for name in names if name in replies), None)


def _documented(reply: Reply, response: Response) -> Schema | None:
    """Return the schema of a media type, the most specific first (OpenAPI 3.1.1, 4.8.14)."""
    contents = {essence_of(name): schema for name, schema in reply.contents.items()}
    own = response.media_type or "application/json"
    for name in (own, f"{own.partition('/')[0]}/*", "*/*"):
        if name in contents:
            return contents[name]
    # A suffix says that it is JSON, too: application/hal+json.
    return next((schema for name, schema in contents.items() if is_json(name)), None)


def answer_problems(schema: Schema, data: object, checker: Callable[[Schema], Checks]) -> tuple[Problem, ...]:
    """Return every problem of the data of a response with its schema, the most relevant first.

    Args:
        schema: from `schema_of_answer`.
        data: the data, which stays as it is.
        checker: returns the checker of a schema.

    Raises:
        SchemaError: the schema can't be used.
    """
    value = dict(data) if isinstance(data, dict) else data  # a record would turn what is in it into records
    written = [
        Problem(
            pointer="".join(f"/{escape_key(key)}" for key in path),
            message="is writeOnly: a response should not hold it",
            keyword="writeOnly",
        )
        for path in sorted(write_only_paths(schema))
        if _holds(value, path)
    ]
    return (*checker(schema).problems(value), *written)[:_MAX_PROBLEMS]


def _holds(value: object, path: tuple[str, ...]) -> bool:
    """Return whether a value has something at a path; lists add no key to it."""
    waiting = [(value, path)]
    for at, rest in waiting:  # which grows
        if isinstance(at, list):
            waiting += [(item, rest) for item in at]
        elif not rest:
            return at is not None
        elif isinstance(at, dict) and rest[0] in at:
            waiting.append((at[rest[0]], rest[1:]))
    return False


def collapsed(pointer: str, value: object) -> str:
    """Return a pointer with "-" for each index of a list: "/-/name" of "/7/name"."""
    keys = []
    at = value
    for key in parse_pointer(pointer):
        if isinstance(at, list) and key.isdecimal():
            keys.append("-")
            at = at[int(key)] if len(key) < 10 and int(key) < len(at) else None
        else:
            keys.append(escape_key(key))
            at = dict.get(at, key) if isinstance(at, dict) else None
    return "".join(f"/{key}" for key in keys)
