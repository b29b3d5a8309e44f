"""What helps somebody whose credentials were refused: where they went, and what else there is."""

from heroics_py.http.messages import Request, Response
from heroics_py.http.origins import origin_of
from heroics_py.model.api import Security
from heroics_py.transport.credentials.known_apis import known_api
from heroics_py.transport.credentials.sources import Credentials

__all__ = ["explained"]


def explained(credentials: Credentials, request: Request, response: Response, home: str) -> str:
    """Return what to tell of the credentials of ``request``; empty where there is nothing to add.

    Args:
        credentials: of the connection.
        request: as the caller means it.
        response: a 401 or 403.
        home: the origin that the credentials belong to.
    """
    there = origin_of(response.url) or home
    if there != home:
        return f"no credentials were sent: they belong to {home}, and this answer came from {there}"
    if request.anonymous:
        return "no credentials were sent: headers={'Authorization': None} leaves them out"
    if "Authorization" in request.headers:
        return _placed("the credentials of headers=", "the header Authorization", credentials, request, ())
    if credentials.source is None and credentials.beside:
        return "only what session= holds was sent (its headers, cookies, parameters or certificate)"
    if credentials.source is None:
        return _missing(credentials, home)
    if not (request.secured or credentials.explicit):
        return (
            f"the credentials of {credentials.source} were not sent, for the document says that this call needs none: "
            "pass them as token= or auth="
        )
    places = credentials.places(request.security)
    problems = "".join(f"; {problem}" for problem in credentials.lookup.problems) if credentials.lookup else ""
    where = " and ".join(map(_spelled, places)) or "the whole request, as the object given as auth= signs it"
    return _placed(f"the credentials of {credentials.source}", where, credentials, request, places) + problems


def _placed(what: str, where: str, credentials: Credentials, request: Request, places: tuple[Security, ...]) -> str:
    """Return where credentials went, and what else the document offers."""
    if not credentials.offered:
        return f"{what} went into {where}"
    choices = credentials.alternatives(request.security)
    names = {each.name for each in places}
    begun = [each for each in choices if len(each) > 1 and names & {one.name for one in each}]
    lacking = [one for one in (begun[0] if begun else ()) if one.name not in names]
    satisfied = any(all(one.name in names for one in each) for each in choices)
    others = [each for each in credentials.offered if each.name not in names and (satisfied or each not in lacking)]
    told = f"{what} went into {where}"
    if lacking and not satisfied:
        together = ", ".join(f"{one.name!r}: ..." for one in begun[0])
        told += f"; this call also needs {_listed(lacking)}: auth={{{together}}} gives both"
    if others:
        told += f"; the document also offers {_listed(others)}: auth={{{others[0].name!r}: ...}} chooses by name"
    return told


def _listed(schemes: list[Security]) -> str:
    return ", ".join(f"{each.name!r} ({_spelled(each)})" for each in dict.fromkeys(schemes))


def _spelled(scheme: Security) -> str:
    if scheme.kind == "bearer":
        return "the header Authorization, as a bearer token"
    if scheme.kind == "basic":
        return "the header Authorization, as user and password"
    if scheme.kind != "key":
        return "the header Authorization"
    return f"the {'header' if scheme.location == 'header' else f'{scheme.location} field'} {scheme.field}"


def _missing(credentials: Credentials, home: str) -> str:
    """Return where credentials are looked for, and what kept some from being found."""
    known = known_api(home)
    variable = f", the environment variable {known.variable}" if known else ""
    lookup = credentials.lookup
    offered = _listed(list(credentials.offered))
    more = f"; the document offers {offered}" if offered else ""
    if lookup is None:
        return f"no credentials were sent; they are looked for in connect(token=..., auth=...) alone{more}"
    names = " or ".join(lookup.names)
    file = f" in {lookup.path}" if lookup.path else ""
    problems = "".join(f"; {problem}" for problem in lookup.problems)
    return (
        f"no credentials were sent; they are looked for in connect(token=..., auth=...){variable}, and a netrc entry "
        f"for {names}{file}{problems}{more}"
    )
