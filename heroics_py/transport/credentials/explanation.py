"""What to say about rejected credentials: where they went, and what else the API accepts."""

from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.model.security import Security
from heroics_py.transport.credentials.credentials import Credentials
from heroics_py.transport.known_apis import api_defaults

__all__ = ["explain_refusal"]


def explain_refusal(credentials: Credentials, request: Request, response: Response, home: str) -> str:
    """Return what to add to the message of a 401 or 403 about the credentials of ``request``.

    Args:
        credentials: of the connection.
        request: as the caller sees it, before credentials were added.
        response: a 401 or 403.
        home: the origin that the credentials belong to.
    """
    responder = origin_of(response.url) or home
    is_direct = origin_of(request.url) == responder
    if responder in credentials.by_origin and is_direct:
        credentials, home = credentials.by_origin[responder], responder
    if responder != home:
        advice = f"; auth={{{responder!r}: ...}} passes some for it" if is_direct else ""
        return f"no credentials were sent: they belong to {home}, and this response came from {responder}{advice}"
    if request.anonymous:
        return "no credentials were sent: headers={'Authorization': None} leaves them out"
    if "Authorization" in request.headers:
        return _placement("the credentials of headers=", "the header Authorization", credentials, request, ())
    if credentials.source is None and credentials.session_identifies:
        return "only the credentials of session= were sent (its headers, cookies, parameters or certificate)"
    if credentials.source is None:
        return _search(credentials, home)
    if not (request.secured or credentials.is_explicit):
        return (
            f"the credentials of {credentials.source} were not sent, because the document says that this call needs "
            "none: pass them as token= or auth="
        )
    places = credentials.places(request.security)
    problems = "".join(f"; {problem}" for problem in credentials.netrc.problems) if credentials.netrc else ""
    where = " and ".join(map(_describe, places)) or "the whole request, which the object in auth= signs"
    sources = dict.fromkeys(filter(None, map(credentials.tokens_for, places)))
    advice = "".join(f"; {each.advice}" for each in sources if response.status == 401 and each.advice)
    text = _placement(f"the credentials of {credentials.source}", where, credentials, request, places)
    return f"{text}{advice}{problems}"


def _placement(
    subject: str, where: str, credentials: Credentials, request: Request, places: tuple[Security, ...]
) -> str:
    """Return where credentials went, and what else the document offers."""
    text = f"{subject} went into {where}"
    if not credentials.offered:
        return text
    choices = credentials.alternatives(request.security)
    names = {each.name for each in places}
    partial = [each for each in choices if len(each) > 1 and names & {one.name for one in each}]
    missing = [one for one in (partial[0] if partial else ()) if one.name not in names]
    is_satisfied = any(all(one.name in names for one in each) for each in choices)
    others = [each for each in credentials.offered if each.name not in names and (is_satisfied or each not in missing)]
    if missing and not is_satisfied:
        together = ", ".join(f"{one.name!r}: ..." for one in partial[0])
        text += f"; this call also needs {_list(missing)}: auth={{{together}}} passes both"
    unsent = [each for each in others if each.name in credentials.by_scheme]
    others = [each for each in others if each not in unsent]
    if unsent:
        text += f"; {_list(unsent)} stayed unused, an alternative in the document{_both_hint((*unsent, *places))}"
    if others:
        text += f"; the document also offers {_list(others)}: auth={{{others[0].name!r}: ...}} chooses by name"
    return text


def _both_hint(schemes: tuple[Security, ...]) -> str:
    """Return how to send alternatives together: a document may list as alternatives what its API needs at once."""
    field = next((each.field for each in schemes if each.kind == "key" and each.location == "header"), None)
    return f": if the API needs both, pass one as headers={{{field!r}: ...}} instead" if field else ""


def _list(schemes: list[Security]) -> str:
    return ", ".join(f"{each.name!r} ({_describe(each)})" for each in dict.fromkeys(schemes))


def _describe(scheme: Security) -> str:
    if scheme.kind == "bearer":
        return "the header Authorization, as a bearer token"
    if scheme.kind == "basic":
        return "the header Authorization, as user and password"
    if scheme.kind != "key":
        return "the header Authorization"
    return f"the {'header' if scheme.location == 'header' else f'{scheme.location} field'} {scheme.field}"


def _search(credentials: Credentials, home: str) -> str:
    """Return where credentials are looked for, and why none were found."""
    lookup = credentials.netrc
    offered = _list(list(credentials.offered))
    more = f"; the document offers {offered}" if offered else ""
    if lookup is None:
        return f"no credentials were sent; pass them in connect(token=..., auth=...){more}"
    defaults = api_defaults(home)
    variable = f", the environment variable {defaults.variable}" if defaults else ""
    names = " or ".join(lookup.names)
    file = f" in {lookup.path}" if lookup.path else ""
    problems = "".join(f"; {problem}" for problem in lookup.problems)
    return (
        f"no credentials were sent; they are looked for in connect(token=..., auth=...){variable}, and a netrc entry "
        f"for {names}{file}{problems}{more}"
    )
