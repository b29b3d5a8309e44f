"""From a bound call to the request that it means."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from heroics_py.call.binding import Bound
from heroics_py.call.bodies import MULTIPART, attached, body_bytes
from heroics_py.call.encoding import (
    encoded_query,
    field_text,
    json_value,
    path_value,
    query_pairs,
    refuse_detours,
    styled_query,
)
from heroics_py.call.shape import UNSET
from heroics_py.errors import CallError, Problem, SchemaError, ValidationError
from heroics_py.http.messages import Headers, Request
from heroics_py.http.options import Options, headers_that_came
from heroics_py.http.origins import origin
from heroics_py.model.api import Link, Parameter
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.record import Record
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.validation.quick_check import Checks

if TYPE_CHECKING:
    from uritemplate import URITemplate

__all__ = ["RequestContext", "build_request"]

_SAFE_LITERALS = "%/:?#[]@!$&'()*+,;=~{}"
_SAFE_IN_COOKIES = "!#$%&'()*+-./:<=>?@[]^_`{|}~,"
# These expressions are compiled by the first that needs them: few hrefs do, and a first look at a link need not wait.

# Also percent-encoded: what sends a request decodes the dots of a path, and then removes them.
_DOTS = r"(?i)(^|/)(\.|%2e){1,2}(/|$|\?)"
_ABSOLUTE = r"[A-Za-z][A-Za-z0-9+.-]*://"
# An expression that is a plain variable, as nearly all are: no operator, no list, no modifier (RFC 6570, 2).
_PLAIN_VARIABLE = r"\{([A-Za-z0-9_%][A-Za-z0-9_.%-]*)\}"


class RequestContext:
    """What a client knows that every request of its needs.

    Attributes:
        base_url: of the API; a path prefix in it is kept.
        headers: sent with every request.
        anonymous: whether requests go without the client's credentials.
        allowed_origins: further origins that an absolute href may name, such as "https://files.example".
        secret_resources: names of resources whose answers no cache may keep.
        secret_fields: names of the header and query fields that carry the API's keys.
        checker: gives the kept checker of a schema.
        etag_of: gives the ETag that a record came with, or None.
        holds_secrets: tells of the schema of an answer whether what follows it is secret as a whole.
    """

    def __init__(  # noqa: PLR0913 - each is a fact of its own, and all are keywords
        self,
        *,
        base_url: str,
        headers: Headers,
        anonymous: bool,
        allowed_origins: frozenset[str],
        secret_resources: frozenset[str],
        secret_fields: frozenset[str],
        checker: Callable[[Schema], Checks],
        etag_of: Callable[[Record], str | None],
        holds_secrets: Callable[[Schema | None], bool],
    ) -> None:
        self.base_url = base_url
        self.headers = headers
        self.anonymous = anonymous
        self.allowed_origins = allowed_origins
        self.secret_resources = secret_resources
        self.secret_fields = secret_fields
        self.checker = checker
        self.etag_of = etag_of
        self.holds_secrets = holds_secrets


def build_request(name: str, bound: Bound, around: RequestContext, options: Options) -> Request:
    """Return the request that a bound call means; nothing is sent.

    Args:
        name: of the call, for errors and logs: "app.update".
        bound: the link and its arguments.
        around: what the client knows.
        options: what belongs to this request.

    Raises:
        ValidationError: the body or the query fails its schema.
        CallError: a value can't be spelled where it belongs.
        SchemaError: the link can't be used.
    """
    link = bound.spelling.link
    if link.fault:
        raise SchemaError(f"{name} can't be called: {link.fault}", pointer=link.pointer)
    content = _content(name, bound, around, options)
    headers = _headers(bound, around, options)
    body: bytes | None = None
    if link.body is not None and content is not UNSET:
        body, content_type = body_bytes(content, link.body.media_type)
        headers = headers.replaced({"Content-Type": content_type})
    headers = headers.replaced(headers_that_came(options.headers))
    _refuse_weak(name, headers.get("If-Match") or "")
    query = content if link.query is not None and content is not UNSET else {}
    return Request(
        method=link.method,
        url=_url(name, bound, around, query),
        headers=headers,
        body=body,
        call=name,
        storable=link.resource not in around.secret_resources and not around.holds_secrets(link.target_schema),
        secret_fields=around.secret_fields,
        anonymous=around.anonymous or names_no_credentials(options.headers),
        secured=link.secured,
        security=tuple([tuple([each.as_tuple() for each in choice]) for choice in link.security]),
        options=options,
    )


def names_no_credentials(headers: Mapping[str, str | None]) -> bool:
    """Tell whether the Authorization header, which is added further down, is among those to be left out."""
    return any(text is None and name.lower() == "authorization" for name, text in headers.items())


def _content(name: str, bound: Bound, around: RequestContext, options: Options) -> Json:
    """Return the body, or the query of a GET, as JSON that passes its schema; UNSET where there is none."""
    link = bound.spelling.link
    if isinstance(bound.body, bytes):
        return bound.body  # type: ignore[return-value]
    try:
        content = _values(bound)
    except ValidationError as error:
        problems = error.problems
    else:
        problems = ()
    if problems:
        raise ValidationError(problems, link=name)
    if options.validate:
        _check_beside(name, bound, around)
    schema = link.query or (link.body.schema if link.body else None)
    if options.validate and schema is not None and (content is not UNSET or _is_needed(bound)):
        found = around.checker(schema).problems({} if content is UNSET else content)
        if found:
            raise ValidationError(found, link=name)
    if content is UNSET and link.body is not None and link.body.required and options.validate:
        raise ValidationError((Problem(pointer="", message="a body is required", keyword="required"),), link=name)
    return content


def _values(bound: Bound) -> Json:
    """Return the body in the types of JSON; in a multipart form, bytes and open files stay what they are."""
    body = bound.spelling.link.body
    if bound.body is UNSET:
        return bound.body  # type: ignore[no-any-return]
    if body is None or not body.media_type.startswith(MULTIPART) or not isinstance(bound.body, Mapping):
        return json_value(bound.body)
    files = {name: attached(str(name), value) for name, value in bound.body.items()}
    rest = json_value({name: value for name, value in bound.body.items() if files[name] is None})
    fields = rest if isinstance(rest, dict) else {}
    return {str(name): found if found is not None else fields[str(name)] for name, found in files.items()}


def _check_beside(name: str, bound: Bound, around: RequestContext) -> None:
    """Check the query, header and cookie parameters against their schemas."""
    found: list[Problem] = []
    for parameter, value in _beside(bound):
        problems = around.checker(parameter.schema).problems(value) if parameter.schema is not None else ()
        found += [each._replace(pointer=f"/{escape_key(parameter.name)}{each.pointer}") for each in problems]
    if found:
        raise ValidationError(tuple(found), link=name)


def _is_needed(bound: Bound) -> bool:
    fields = (*bound.spelling.fields.values(), *bound.spelling.unspelled)
    return any(each.required and each.location in {"body", "query"} for each in fields)


def _headers(bound: Bound, around: RequestContext, options: Options) -> Headers:
    changes: dict[str, str | None] = {}
    if bound.spelling.link.media_type and "Accept" not in around.headers:
        changes["Accept"] = bound.spelling.link.media_type
    elif "Accept" not in around.headers:
        changes["Accept"] = "application/json"
    if options.range is not None:
        from heroics_py.call.ranges import check_order, range_header

        changes["Range"] = wanted = range_header(options.range)
        check_order(wanted, bound.spelling.link.ranges)
    if options.if_match is not None:
        changes["If-Match"] = _validator(options.if_match, around)
    for parameter, value in _beside(bound):
        if parameter.location == "header":
            changes[parameter.name] = field_text(parameter.name, value, explode=parameter.explode)
        if parameter.location == "cookie":
            pair = f"{parameter.name}={quote(field_text(parameter.name, value, explode=False), safe=_SAFE_IN_COOKIES)}"
            known = changes.get("Cookie", around.headers.get("Cookie"))
            changes["Cookie"] = f"{known}; {pair}" if known else pair
    return around.headers.replaced(changes) if changes else around.headers


def _beside(bound: Bound) -> Iterator[tuple[Parameter, Json]]:
    """Yield the parameters beside path and body that were given, and their values; None leaves one out."""
    known = {(each.location, each.name): each for each in bound.spelling.link.parameters}
    for place, value in bound.beside.items():
        if place in known and (said := json_value(value)) is not None:
            yield known[place], said


def _validator(value: object, around: RequestContext) -> str:
    """Return what ``if_match`` asks for as an entity-tag (RFC 9110, 8.8.3 and 13.1.1)."""
    etag = around.etag_of(value) if isinstance(value, Record) else value
    etag = str.__str__(etag) if isinstance(etag, str) else ""
    if not etag:
        raise CallError(f"if_match takes an ETag, or a Record that came with one; {_without_validator(value)}")
    if etag == "*" or etag.endswith('"'):
        return etag
    is_weak = etag.lstrip().lower().startswith("w/")
    return f'{etag.strip()[:2]}"{etag.strip()[2:]}"' if is_weak else f'"{etag}"'


def _refuse_weak(name: str, if_match: str) -> None:
    """Refuse a weak validator in If-Match: it is compared strongly, and can never pass (RFC 9110, 13.1.1)."""
    if any(weak for weak in re.findall(r'''([Ww]/)?"[^"]*"''', if_match)):
        raise CallError(
            f"{name}: if_match={if_match!r} holds a weak ETag, and can never pass: If-Match compares strongly "
            "(RFC 9110, 13.1.1); read the thing until it comes with a strong ETag, or leave if_match out"
        )


def _without_validator(value: object) -> str:
    if not isinstance(value, Record):
        return f"got {type(value).__name__}"
    return "that record came without an ETag, as the items of a list do: heroics_py.refresh(record) gets one"


def _url(name: str, bound: Bound, around: RequestContext, query: Json) -> str:
    link = bound.spelling.link
    template = _template(link.href)
    values: dict[str, object] = {}
    for parameter in link.path_parameters:
        text = path_value(f"{name}: {parameter.name}", bound.path[parameter.name])
        values[parameter.name] = values[quote(parameter.name, safe="")] = text
    pieces: list[str] = []
    for parameter, value in _beside(bound):
        spelled = quote(parameter.name, safe="")
        if parameter.location == "query" and spelled in template.variables and spelled not in values:
            values[spelled] = dict(query_pairs(value)) if isinstance(value, dict) else _texts(parameter.name, value)
        elif parameter.location == "query":
            pieces.append(styled_query(parameter.name, value, parameter.style, explode=parameter.explode))
    _refuse_gaps(name, link, template, values)
    path = template.expanded(values)
    if "{+" in template.literal:
        refuse_detours(name, template.literal, values)
        if _leads_away(path):
            raise CallError(f"{name}: the path {path!r} holds '.' or '..', which would lead to another place")
    pieces.append(encoded_query(query_pairs(query)) if isinstance(query, dict) else "")
    url = _joined(around, path, link)
    asked = "&".join(filter(None, pieces))
    return f"{url}{'&' if '?' in url else '?'}{asked}" if asked else url


def _refuse_gaps(name: str, link: Link, template: "_Template", values: Mapping[str, object]) -> None:
    """Refuse an href with a variable in its path that nothing fills: without it another path is meant."""
    if template.variables <= values.keys():
        return
    optional = {quote(each.name, safe="") for each in link.parameters if each.location == "query"}
    for variable in sorted(template.variables - values.keys() - optional):
        raise SchemaError(f"{name} can't be called: nothing fills {variable!r} of {link.href}", pointer=link.pointer)


def _texts(name: str, value: Json) -> str | list[str]:
    texts = [text for _, text in query_pairs({name: value})]
    return texts if isinstance(value, list) else texts[0]


class _Template:
    """An href, taken apart.

    Attributes:
        literal: the whole of it, as a URL has it.
        variables: the names in it, percent-encoded where they have to be.
        pieces: texts and names in turn, a text first; None where not every expression is a plain variable.
    """

    __slots__ = ("literal", "pieces", "variables")

    def __init__(self, href: str) -> None:
        self.literal = quote(href, safe=_SAFE_LITERALS)
        pieces = re.split(_PLAIN_VARIABLE, self.literal) if "{" in self.literal else [self.literal]
        plain = not any("{" in text or "}" in text for text in pieces[::2])
        self.pieces = pieces if plain else None
        self.variables = frozenset(pieces[1::2] if plain else _parsed(self.literal).variable_names)

    def expanded(self, values: dict[str, object]) -> str:
        """Return it with its variables filled (RFC 6570, 3); texts in plain variables are put in right here."""
        if not self.variables:
            return self.literal
        if self.pieces is not None:
            parts = self.pieces.copy()
            filled = [quote(text, safe="") for name in parts[1::2] if type(text := values.get(name)) is str]
            if 2 * len(filled) + 1 == len(parts):
                parts[1::2] = filled
                return "".join(parts)
        # Of an object the pairs, for the library would sort its keys.
        paired = {name: [*value.items()] if isinstance(value, dict) else value for name, value in values.items()}
        return _parsed(self.literal).expand(paired)  # type: ignore[arg-type]  # it takes objects too


_template = lru_cache(maxsize=4096)(_Template)  # each href is taken apart once


@lru_cache(maxsize=1024)
def _parsed(literal: str) -> "URITemplate":
    load_modules("uritemplate")
    from uritemplate import URITemplate  # only here: most hrefs are filled without it

    return URITemplate(literal)


def _joined(around: RequestContext, path: str, link: Link) -> str:
    """Join base URL and path: the prefix of the base is kept, no slash is doubled, no other origin is reached."""
    pointer = link.pointer
    if path.startswith("//"):
        path = f"{urlsplit(around.base_url).scheme}:{path}"
    if "://" in path and re.match(_ABSOLUTE, path):
        if origin(path) != origin(around.base_url) and origin(path) not in around.allowed_origins:
            raise SchemaError(
                f"the href leads to {origin(path) or 'no web server'}, and this client talks to "
                f"{origin(around.base_url)} alone; "
                "connect(..., allowed_origins=[...]) allows another origin by name",
                pointer=pointer,
            )
        return path
    if path.startswith(("@", ":")) or _leads_away(path.partition("?")[0]):
        raise SchemaError(f"the href {path!r} is no path of this API", pointer=pointer)
    base = (origin(around.base_url) or "") if link.at_server else around.base_url.rstrip("/")
    return base if path in {"", "/"} and urlsplit(base).path else f"{base}/{path.lstrip('/')}"


def _leads_away(path: str) -> bool:
    """Tell whether a segment of ``path`` is "." or ".."."""
    return ("." in path or "%2" in path) and re.search(_DOTS, path) is not None
