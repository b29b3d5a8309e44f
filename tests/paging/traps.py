"""Operations that look like lists of pages, and are not: none of them may be recognised as one."""

# fmt: off

from operations import A, B, N, Operation, S, U

__all__ = ["TRAPS"]


def _trap(manner, path, query, shape, method="get"):
    return Operation(manner=manner, path=path, query=query, shape=shape, right=(), method=method)


TRAPS = [
    _trap("a wiki, whose page is a title", "parse", "page:text prop:text", {"title": S, "pageid": N, "sections": A}),
    _trap("a record with tags", "articles/7", "", {"id": S, "title": S, "tags": A}),
    _trap("a map, whose features are one answer", "features", "bbox:text", {"type": S, "features": A}),
    _trap("a ranking, which only has a limit", "ranking", "limit:number", {"results": A}),
    _trap("a search by POST", "databases/query", "page_size:number start_cursor:text", {"results": A, "next_cursor": S, "has_more": B}, "post"),
    _trap("an accounts page by POST", "accounts/get", "page:number per_page:number", {"accounts": A, "total": N}, "post"),
    _trap("a removal of many", "things", "page:number per_page:number", {"data": A, "total": N}, "delete"),
    _trap("a chapter that links to the next one", "chapters/7", "", {"id": S, "title": S, "next": U, "previous": U, "paragraphs": [S]}),
    _trap("an order in HAL that links to the next one", "orders/7", "", {"id": S, "status": S, "_links": {"self": {"href": U}, "next": {"href": U}}, "_embedded": {"lines": A}}),
    _trap("a record of JSON:API with what belongs to it", "articles/7", "include:text", {"data": {"id": S, "type": S}, "links": {"self": U, "next": U}, "included": A}),
    _trap("events after a date, which the response repeats", "events", "after:date before:date", {"after": "date", "before": "date", "events": A}),
    _trap("measurements between two dates", "measurements", "start:date end:date", {"start": "date", "end": "date", "rows": A}),
    _trap("two lists in one response", "search", "q:text page:number", {"users": A, "groups": A}),
    _trap("whether to include the next event", "events/7", "next:bool", {"event": {"id": S}, "next": {"id": S}, "guests": A}),
    _trap("a map from names to things", "things", "limit:number offset:number", {"values": {"first": {"id": S}}, "limit": N}),
    _trap("a count", "things/count", "page:number per_page:number", {"count": N}),
    _trap("a cursor in each item", "threads", "cursor:text", {"threads": [{"id": S, "next_cursor": S}]}),
    _trap("more of it, but no parameter to ask for it", "feed", "limit:number", {"items": A, "has_more": B}),
    _trap("a token that no parameter takes", "feed", "limit:number", {"items": A, "nextPageToken": S}),
    _trap("a page of a scanned book", "books/7/text", "page:number", {"page": N, "text": S, "words": [S]}),
    _trap("an offset from UTC", "calendar", "offset:number", {"timezone": S, "days": A}),
    _trap("changes since a time", "changes", "since:date", {"changes": A, "latest": S}),
    _trap("a login token", "token", "token:text", {"access_token": S, "expires_in": N, "scopes": [S]}),
    _trap("steps that may be skipped", "plan", "skip:bool top:bool", {"id": S, "steps": A}),
    _trap("a photograph of a page", "scans", "page:number", S),
]
