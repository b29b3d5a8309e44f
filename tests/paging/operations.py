"""A hundred list operations in the manner of well-known APIs: query, response, and how each of them continues.

A query is text, `name:type` for each parameter; a response is written as its shape, whose types are those of `TYPES`.
What is right may have alternatives: a response that has both a link and a total is read by either of them.
"""

# fmt: off

from dataclasses import dataclass

from heroics_py.model.paging import Paging

__all__ = ["OPERATIONS", "TYPES", "A", "B", "N", "Operation", "S", "U"]

S, N, B, U = "text", "number", "bool", "url"
A = [{"id": S, "name": S}]
TYPES = {
    S: {"type": "string"},
    N: {"type": "integer"},
    B: {"type": "boolean"},
    U: {"type": "string", "format": "uri", "nullable": True},
    "date": {"type": "string", "format": "date-time"},
    "index": {"type": "integer", "minimum": 0, "default": 0},  # counts from 0
    "ordinal": {"type": "integer", "minimum": 1, "default": 1},  # counts from 1
}
PAGES_OF_LARAVEL = {"current_page": N, "from": N, "last_page": N, "path": S, "per_page": N, "to": N, "total": N}
PAGES_OF_STRAPI = {"page": N, "pageSize": N, "pageCount": N, "total": N}
LINKS = {"self": U, "first": U, "prev": U, "next": U, "last": U}
HREF = {"href": U}

headers, header, link, cursor = Paging.headers, Paging.header, Paging.link, Paging.cursor
last, pages, offset = Paging.last, Paging.pages, Paging.offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A GET operation, or another one, that may return a list.

    Attributes:
        manner: the API that it is in the manner of.
        path: of the operation, without its slash.
        query: its query parameters.
        shape: of its response.
        right: what it may be recognised as; the first one is what a person would declare.
        headers: of the response, as the document names them.
        method: of the request.
    """

    manner: str
    path: str
    query: str
    shape: object
    right: tuple[Paging, ...]
    headers: tuple[str, ...] = ()
    method: str = "get"


def _of(manner, path, query, shape, *right, headers=()):
    return Operation(manner=manner, path=path, query=query, shape=shape, right=right, headers=headers)


_LINK = ("Link",)
_COUNTED = ("Link", "X-Total-Count")

_IN_HEADERS = [
    _of("GitHub, issues", "issues", "state:text page:number per_page:number", A, headers(), pages("page", size="per_page"), headers=_LINK),
    _of("GitHub, search", "search/issues", "q:text page:ordinal per_page:number", {"total_count": N, "incomplete_results": B, "items": A}, headers(items="items", total="total_count"), pages("page", size="per_page", items="items", total="total_count"), headers=_LINK),
    _of("GitHub, runs", "actions/runs", "actor:text page:ordinal per_page:number", {"total_count": N, "workflow_runs": A}, headers(items="workflow_runs", total="total_count"), pages("page", size="per_page", items="workflow_runs", total="total_count"), headers=_LINK),
    _of("GitHub, audit log", "audit-log", "after:text before:text per_page:number", A, headers(), headers=_LINK),
    _of("GitLab", "projects", "search:text page:ordinal per_page:number", A, headers(), header("X-Next-Page", "page"), pages("page", size="per_page", total="header:X-Total"), headers=("Link", "X-Next-Page", "X-Total", "X-Total-Pages")),
    _of("Gitea", "repos", "page:number limit:number", A, headers(), pages("page", size="limit", total="header:X-Total-Count"), headers=_COUNTED),
    _of("Okta", "users", "q:text after:text limit:number", A, headers(), headers=_LINK),
    _of("Sentry", "issues", "query:text cursor:text", A, headers(), headers=_LINK),
    _of("Mastodon", "timelines/public", "max_id:text since_id:text min_id:text limit:number", A, headers(), headers=_LINK),
    _of("Canvas", "courses", "page:number per_page:number", A, headers(), pages("page", size="per_page"), headers=_LINK),
    _of("WordPress", "posts", "search:text page:ordinal per_page:number offset:number", A, headers(), pages("page", size="per_page", total="header:X-WP-Total"), pages("page", size="per_page", total="pages:header:X-WP-TotalPages"), offset("offset", size="per_page", total="header:X-WP-Total"), headers=("Link", "X-WP-Total", "X-WP-TotalPages")),
    _of("Rails with pagy", "products", "page:number limit:number", A, headers(), pages("page", size="limit", total="header:Total-Count"), headers=("Link", "Current-Page", "Page-Items", "Total-Pages", "Total-Count")),
    _of("Docker registry, tags", "tags/list", "n:number last:text", {"name": S, "tags": [S]}, headers(items="tags"), headers=_LINK),
    _of("Docker registry, catalog", "_catalog", "n:number last:text", {"repositories": [S]}, headers(items="repositories"), headers=_LINK),
    _of("Shopify", "products", "limit:number page_info:text fields:text", {"products": A}, headers(items="products"), headers=_LINK),
    _of("Heroku", "apps", "", A, headers(), headers=("Next-Range", "Content-Range")),
    _of("Greenhouse", "candidates", "page:number per_page:number", A, headers(), pages("page", size="per_page"), headers=_LINK),
    _of("json-server", "posts", "_page:number _limit:number", A, headers(), pages("_page", size="_limit", total="header:X-Total-Count"), headers=_COUNTED),
    _of("a cursor in a header", "shipments", "cursor:text limit:number", A, header("X-Next-Cursor", "cursor"), headers=("X-Next-Cursor",)),
    _of("a URL in a header", "parcels", "limit:number", A, header("Next-Page"), headers=("Next-Page",)),
]

_LINKS_IN_THE_BODY = [
    _of("Django REST framework, pages", "books", "page:number page_size:number", {"count": N, "next": U, "previous": U, "results": A}, link("next", items="results", total="count"), pages("page", size="page_size", items="results", total="count")),
    _of("Django REST framework, offsets", "books", "limit:number offset:number", {"count": N, "next": U, "previous": U, "results": A}, link("next", items="results", total="count"), offset("offset", size="limit", items="results", total="count")),
    _of("Django REST framework, cursors", "books", "cursor:text page_size:number", {"next": U, "previous": U, "results": A}, link("next", items="results")),
    _of("PokeAPI", "pokemon", "limit:number offset:number", {"count": N, "next": U, "previous": U, "results": [{"name": S, "url": U}]}, link("next", items="results", total="count"), offset("offset", size="limit", items="results", total="count")),
    _of("SWAPI", "people", "search:text page:number", {"count": N, "next": U, "previous": U, "results": [{"name": S, "url": U}]}, link("next", items="results", total="count"), pages("page", items="results", total="count")),
    _of("OData", "Products", "$filter:text $top:number $skip:number $count:bool", {"@odata.context": U, "@odata.count": N, "@odata.nextLink": U, "value": A}, link("@odata.nextLink", items="value", total="@odata.count")),
    _of("Microsoft Graph", "users", "$select:text $top:number", {"@odata.context": S, "@odata.nextLink": S, "value": A}, link("@odata.nextLink", items="value")),
    _of("Azure Resource Manager", "virtualMachines", "api-version:text $skipToken:text", {"value": A, "nextLink": S}, link("nextLink", items="value")),
    _of("Spotify", "tracks", "market:text limit:number offset:number", {"href": U, "items": A, "limit": N, "next": U, "offset": N, "previous": U, "total": N}, link("next", items="items", total="total"), offset("offset", size="limit", items="items", total="total")),
    _of("Facebook Graph", "posts", "limit:number after:text before:text", {"data": A, "paging": {"cursors": {"before": S, "after": S}, "previous": U, "next": U}}, link("paging.next", items="data"), cursor("paging.cursors.after", "after", items="data")),
    _of("Bitbucket", "repositories", "page:number pagelen:number", {"size": N, "page": N, "pagelen": N, "next": U, "previous": U, "values": A}, link("next", items="values", total="size"), pages("page", size="pagelen", items="values", total="size")),
    _of("Confluence", "pages", "cursor:text limit:number", {"results": A, "_links": {"next": S, "base": S}}, link("_links.next", items="results"), cursor("_links.next", "cursor", items="results")),
    _of("JSON:API", "articles", "page[number]:number page[size]:number", {"data": A, "included": A, "links": LINKS, "meta": {"total": N}}, link("links.next", items="data", total="meta.total"), pages("page[number]", size="page[size]", items="data", total="meta.total")),
    _of("Drupal", "node/article", "page[offset]:number page[limit]:number", {"jsonapi": {"version": S}, "data": A, "links": {"self": HREF, "next": HREF}}, link("links.next", items="data"), link("links.next.href", items="data"), offset("page[offset]", size="page[limit]", items="data")),
    _of("HAL", "orders", "page:number", {"_links": {"self": HREF, "next": HREF}, "_embedded": {"orders": A}}, link("_links.next.href", items="_embedded.orders"), link("_links.next", items="_embedded.orders")),
    _of("Spring Data REST", "people", "page:index size:number sort:text", {"_embedded": {"people": A}, "_links": {"self": HREF, "next": HREF}, "page": {"size": N, "totalElements": N, "totalPages": N, "number": N}}, link("_links.next.href", items="_embedded.people", total="page.totalElements"), link("_links.next", items="_embedded.people", total="page.totalElements"), pages("page", first=0, size="size", items="_embedded.people", total="page.totalElements"), pages("page", first=0, size="size", items="_embedded.people", total="pages:page.totalPages")),
    _of("FHIR", "Patient", "name:text _count:number", {"resourceType": S, "type": S, "total": N, "link": [{"relation": S, "url": U}], "entry": [{"fullUrl": U, "resource": {"id": S}}]}, link("link", items="entry", total="total")),
    _of("Twilio, messages", "Messages", "PageSize:number Page:number PageToken:text", {"messages": A, "first_page_uri": S, "next_page_uri": S, "previous_page_uri": S, "page": N, "page_size": N, "uri": S}, link("next_page_uri", items="messages")),
    _of("Twilio, services", "Services", "PageSize:number Page:number PageToken:text", {"services": A, "meta": {"first_page_url": U, "next_page_url": U, "previous_page_url": U, "key": S, "page": N, "page_size": N, "url": U}}, link("meta.next_page_url", items="services")),
    _of("Zendesk, pages", "tickets", "page:number per_page:number", {"tickets": A, "next_page": U, "previous_page": U, "count": N}, link("next_page", items="tickets", total="count"), pages("page", size="per_page", items="tickets", total="count")),
    _of("Zendesk, cursors", "users", "page[size]:number page[after]:text page[before]:text", {"users": A, "meta": {"has_more": B, "after_cursor": S, "before_cursor": S}, "links": {"prev": U, "next": U}}, link("links.next", items="users", more="meta.has_more"), cursor("meta.after_cursor", "page[after]", items="users", more="meta.has_more")),
    _of("DigitalOcean", "droplets", "page:number per_page:number", {"droplets": A, "links": {"pages": {"first": U, "prev": U, "next": U, "last": U}}, "meta": {"total": N}}, link("links.pages.next", items="droplets", total="meta.total"), pages("page", size="per_page", items="droplets", total="meta.total")),
    _of("Laravel, paginator", "flights", "page:number", {**PAGES_OF_LARAVEL, "data": A, "links": [{"url": U, "label": S, "active": B}], "next_page_url": U, "prev_page_url": U}, link("next_page_url", items="data", total="total"), pages("page", items="data", total="total")),
    _of("Laravel, resources", "flights", "page:number per_page:number", {"data": A, "links": LINKS, "meta": PAGES_OF_LARAVEL}, link("links.next", items="data", total="meta.total"), pages("page", size="per_page", items="data", total="meta.total"), pages("page", size="per_page", items="data", total="pages:meta.last_page")),
    _of("Asana", "tasks", "project:text limit:number offset:text", {"data": A, "next_page": {"offset": S, "path": S, "uri": U}}, link("next_page.uri", items="data"), cursor("next_page.offset", "offset", items="data")),
    _of("Salesforce", "query", "q:text", {"totalSize": N, "done": B, "nextRecordsUrl": S, "records": A}, link("nextRecordsUrl", items="records", total="totalSize")),
    _of("PayPal", "plans", "page:ordinal page_size:number total_required:bool", {"plans": A, "total_items": N, "total_pages": N, "links": [{"href": U, "rel": S, "method": S}]}, link("links", items="plans", total="total_items"), pages("page", size="page_size", items="plans", total="total_items"), pages("page", size="page_size", items="plans", total="pages:total_pages")),
    _of("Adyen", "merchants", "pageNumber:number pageSize:number", {"_links": {"self": HREF, "next": HREF, "last": HREF}, "itemsTotal": N, "pagesTotal": N, "data": A}, link("_links.next.href", items="data", total="itemsTotal"), link("_links.next", items="data", total="itemsTotal"), pages("pageNumber", size="pageSize", items="data", total="itemsTotal"), pages("pageNumber", size="pageSize", items="data", total="pages:pagesTotal")),
    _of("Fastly", "services", "page[number]:number page[size]:number", {"data": A, "links": LINKS, "meta": {"per_page": N, "current_page": N, "record_count": N, "total_pages": N}}, link("links.next", items="data", total="meta.record_count"), pages("page[number]", size="page[size]", items="data", total="meta.record_count"), pages("page[number]", size="page[size]", items="data", total="pages:meta.total_pages")),
    _of("Datadog", "logs/events", "filter[query]:text page[cursor]:text page[limit]:number", {"data": A, "links": {"next": S}, "meta": {"elapsed": N, "page": {"after": S}, "status": S}}, link("links.next", items="data"), cursor("meta.page.after", "page[cursor]", items="data")),
    _of("Klaviyo", "profiles", "filter:text page[cursor]:text page[size]:number", {"data": A, "links": {"self": U, "next": U, "prev": U}}, link("links.next", items="data")),
    _of("SendGrid, templates", "templates", "page_size:number page_token:text", {"result": A, "_metadata": {"self": U, "prev": U, "next": U, "count": N}}, link("_metadata.next", items="result", total="_metadata.count")),
    _of("Vimeo", "videos", "page:number per_page:number", {"total": N, "page": N, "per_page": N, "paging": {"next": S, "previous": S, "first": S, "last": S}, "data": A}, link("paging.next", items="data", total="total"), pages("page", size="per_page", items="data", total="total")),
    _of("SoundCloud", "tracks", "q:text limit:number linked_partitioning:bool", {"collection": A, "next_href": U}, link("next_href", items="collection")),
    _of("Coinbase", "accounts", "limit:number starting_after:text ending_before:text", {"pagination": {"ending_before": S, "starting_after": S, "limit": N, "previous_uri": S, "next_uri": S, "next_starting_after": S}, "data": A}, link("pagination.next_uri", items="data"), cursor("pagination.next_starting_after", "starting_after", items="data")),
    _of("Recurly", "accounts", "limit:number order:text", {"object": S, "has_more": B, "next": S, "data": A}, link("next", items="data", more="has_more")),
]

_CURSORS = [
    _of("Stripe", "customers", "limit:number starting_after:text ending_before:text", {"object": S, "url": S, "has_more": B, "data": A}, last("starting_after", items="data", more="has_more")),
    _of("Stripe, search", "customers/search", "query:text limit:number page:text", {"object": S, "url": S, "has_more": B, "next_page": S, "total_count": N, "data": A}, cursor("next_page", "page", items="data", more="has_more", total="total_count")),
    _of("Slack", "conversations.list", "cursor:text limit:number types:text", {"ok": B, "channels": A, "response_metadata": {"next_cursor": S}}, cursor("response_metadata.next_cursor", "cursor", items="channels")),
    _of("Notion", "users", "start_cursor:text page_size:number", {"object": S, "results": A, "next_cursor": S, "has_more": B, "type": S}, cursor("next_cursor", "start_cursor", items="results", more="has_more")),
    _of("Kubernetes", "pods", "labelSelector:text limit:number continue:text", {"kind": S, "apiVersion": S, "metadata": {"continue": S, "remainingItemCount": N, "resourceVersion": S}, "items": A}, cursor("metadata.continue", "continue", items="items")),
    _of("Google Drive", "files", "q:text pageSize:number pageToken:text", {"kind": S, "incompleteSearch": B, "nextPageToken": S, "files": A}, cursor("nextPageToken", "pageToken", items="files")),
    _of("YouTube", "search", "part:text maxResults:number pageToken:text", {"kind": S, "etag": S, "nextPageToken": S, "prevPageToken": S, "pageInfo": {"totalResults": N, "resultsPerPage": N}, "items": A}, cursor("nextPageToken", "pageToken", items="items", total="pageInfo.totalResults")),
    _of("Google Cloud", "instances", "filter:text pageSize:number pageToken:text", {"instances": A, "nextPageToken": S, "unreachable": [S]}, cursor("nextPageToken", "pageToken", items="instances")),
    _of("Google Calendar", "events", "pageToken:text syncToken:text maxResults:number", {"kind": S, "summary": S, "defaultReminders": [{"method": S}], "nextPageToken": S, "nextSyncToken": S, "items": A}, cursor("nextPageToken", "pageToken", items="items")),
    _of("Twitter", "tweets/search/recent", "query:text max_results:number next_token:text since_id:text", {"data": A, "includes": {"users": A}, "errors": [{"title": S}], "meta": {"next_token": S, "result_count": N, "newest_id": S}}, cursor("meta.next_token", "next_token", items="data")),
    _of("Twitter, followers", "followers", "max_results:number pagination_token:text", {"data": A, "meta": {"result_count": N, "next_token": S, "previous_token": S}}, cursor("meta.next_token", "pagination_token", items="data")),
    _of("AWS, capital letters", "stacks", "NextToken:text MaxResults:number", {"Stacks": A, "NextToken": S}, cursor("NextToken", "NextToken", items="Stacks")),
    _of("AWS, small letters", "clusters", "nextToken:text maxResults:number", {"clusters": A, "nextToken": S}, cursor("nextToken", "nextToken", items="clusters")),
    _of("AWS, markers", "functions", "Marker:text MaxItems:number", {"Functions": A, "NextMarker": S}, cursor("NextMarker", "Marker", items="Functions")),
    _of("Intercom", "contacts", "per_page:number starting_after:text", {"type": S, "data": A, "total_count": N, "pages": {"type": S, "page": N, "per_page": N, "total_pages": N, "next": {"page": N, "starting_after": S}}}, cursor("pages.next.starting_after", "starting_after", items="data", total="total_count")),
    _of("HubSpot", "contacts", "limit:number after:text properties:text", {"results": A, "paging": {"next": {"after": S, "link": S}}}, cursor("paging.next.after", "after", items="results"), link("paging.next.link", items="results"), link("paging.next", items="results")),
    _of("CircleCI", "pipelines", "branch:text page-token:text", {"items": A, "next_page_token": S}, cursor("next_page_token", "page-token", items="items")),
    _of("Airtable", "records", "pageSize:number offset:text view:text", {"records": A, "offset": S}, cursor("offset", "offset", items="records")),
    _of("Jira, search by tokens", "search/jql", "jql:text nextPageToken:text maxResults:number", {"issues": A, "nextPageToken": S, "isLast": B}, cursor("nextPageToken", "nextPageToken", items="issues")),
    _of("Bitbucket Server", "projects", "start:number limit:number", {"size": N, "limit": N, "isLastPage": B, "start": N, "nextPageStart": N, "values": A}, cursor("nextPageStart", "start", items="values"), offset("start", size="limit", items="values")),
    _of("Vultr", "instances", "per_page:number cursor:text", {"instances": A, "meta": {"total": N, "links": {"next": S, "prev": S}}}, cursor("meta.links.next", "cursor", items="instances", total="meta.total")),
    _of("Cloudflare, cursors", "keys", "limit:number cursor:text", {"success": B, "errors": [{"code": N}], "messages": [S], "result": A, "result_info": {"count": N, "cursor": S}}, cursor("result_info.cursor", "cursor", items="result")),
    _of("Square", "payments", "begin_time:date cursor:text limit:number", {"payments": A, "cursor": S, "errors": [{"code": S}]}, cursor("cursor", "cursor", items="payments")),
    _of("Auth0, checkpoints", "organizations", "from:text take:number", {"organizations": A, "next": S}, cursor("next", "from", items="organizations")),
    _of("Box, markers", "folders/items", "usemarker:bool marker:text limit:number", {"entries": A, "next_marker": S, "prev_marker": S, "limit": N}, cursor("next_marker", "marker", items="entries")),
    _of("Zoom", "users", "page_size:number next_page_token:text", {"page_count": N, "page_size": N, "total_records": N, "next_page_token": S, "users": A}, cursor("next_page_token", "next_page_token", items="users", total="total_records")),
    _of("Pipedrive", "deals", "limit:number cursor:text", {"success": B, "data": A, "additional_data": {"next_cursor": S}}, cursor("additional_data.next_cursor", "cursor", items="data")),
    _of("Reddit", "new", "after:text before:text count:number limit:number", {"kind": S, "data": {"after": S, "before": S, "dist": N, "children": A}}, cursor("data.after", "after", items="data.children")),
    _of("Chargebee", "subscriptions", "limit:number offset:text", {"list": A, "next_offset": S}, cursor("next_offset", "offset", items="list")),
    _of("GoCardless", "customers", "after:text before:text limit:number", {"customers": A, "meta": {"cursors": {"before": S, "after": S}, "limit": N}}, cursor("meta.cursors.after", "after", items="customers")),
    _of("Lever", "opportunities", "limit:number offset:text", {"data": A, "hasNext": B, "next": S}, cursor("next", "offset", items="data", more="hasNext")),
    _of("Crossref", "works", "query:text cursor:text rows:number", {"status": S, "message-type": S, "message": {"items": A, "next-cursor": S, "total-results": N}}, cursor("message.next-cursor", "cursor", items="message.items", total="message.total-results")),
    _of("Calendly", "scheduled_events", "count:number page_token:text", {"collection": A, "pagination": {"count": N, "next_page": U, "next_page_token": S, "previous_page": U}}, cursor("pagination.next_page_token", "page_token", items="collection"), link("pagination.next_page", items="collection")),
]

_COUNTED_PAGES = [
    _of("Slack, files", "files.list", "page:number count:number user:text", {"ok": B, "files": A, "paging": {"count": N, "total": N, "page": N, "pages": N}}, pages("page", size="count", items="files", total="paging.total"), pages("page", size="count", items="files", total="pages:paging.pages")),
    _of("Linode", "instances", "page:number page_size:number", {"data": A, "page": N, "pages": N, "results": N}, pages("page", size="page_size", items="data", total="results"), pages("page", size="page_size", items="data", total="pages:pages")),
    _of("Hetzner", "servers", "page:ordinal per_page:number", {"servers": A, "meta": {"pagination": {"page": N, "per_page": N, "previous_page": N, "next_page": N, "last_page": N, "total_entries": N}}}, pages("page", size="per_page", items="servers", total="meta.pagination.total_entries"), pages("page", size="per_page", items="servers", total="pages:meta.pagination.last_page"), cursor("meta.pagination.next_page", "page", items="servers", total="meta.pagination.total_entries")),
    _of("Cloudflare", "zones", "name:text page:ordinal per_page:number", {"success": B, "errors": [{"code": N}], "messages": [S], "result": A, "result_info": {"page": N, "per_page": N, "count": N, "total_count": N, "total_pages": N}}, pages("page", size="per_page", items="result", total="result_info.total_count"), pages("page", size="per_page", items="result", total="pages:result_info.total_pages")),
    _of("Spring Data", "orders", "page:index size:number sort:text", {"content": A, "pageable": {"pageNumber": N, "pageSize": N, "offset": N}, "totalElements": N, "totalPages": N, "last": B, "first": B, "number": N, "size": N, "numberOfElements": N, "empty": B}, pages("page", first=0, size="size", items="content", total="totalElements"), pages("page", first=0, size="size", items="content", total="pages:totalPages")),
    _of("TMDB", "movie/popular", "language:text page:ordinal", {"page": N, "results": A, "total_pages": N, "total_results": N}, pages("page", items="results", total="total_results"), pages("page", items="results", total="pages:total_pages")),
    _of("Strapi", "articles", "pagination[page]:number pagination[pageSize]:number", {"data": A, "meta": {"pagination": PAGES_OF_STRAPI}}, pages("pagination[page]", size="pagination[pageSize]", items="data", total="meta.pagination.total"), pages("pagination[page]", size="pagination[pageSize]", items="data", total="pages:meta.pagination.pageCount")),
    _of("Xero", "Invoices", "where:text page:number pageSize:number", {"pagination": {"page": N, "pageSize": N, "pageCount": N, "itemCount": N}, "Invoices": A}, pages("page", size="pageSize", items="Invoices", total="pagination.itemCount"), pages("page", size="pageSize", items="Invoices", total="pages:pagination.pageCount")),
    _of("Auth0", "users", "page:index per_page:number include_totals:bool", {"start": N, "limit": N, "length": N, "total": N, "users": A}, pages("page", first=0, size="per_page", items="users", total="total")),
    _of("Typeform", "forms", "search:text page:number page_size:number", {"total_items": N, "page_count": N, "items": A}, pages("page", size="page_size", items="items", total="total_items"), pages("page", size="page_size", items="items", total="pages:page_count")),
    _of("Ghost", "posts", "page:number limit:number", {"posts": A, "meta": {"pagination": {"page": N, "limit": N, "pages": N, "total": N, "next": N, "prev": N}}}, pages("page", size="limit", items="posts", total="meta.pagination.total"), pages("page", size="limit", items="posts", total="pages:meta.pagination.pages"), cursor("meta.pagination.next", "page", items="posts", total="meta.pagination.total")),
    _of("Stack Exchange", "questions", "page:number pagesize:number site:text", {"items": A, "has_more": B, "quota_max": N, "quota_remaining": N}, pages("page", size="pagesize", items="items", more="has_more")),
    _of("Dailymotion", "videos", "page:number limit:number", {"page": N, "limit": N, "has_more": B, "list": A, "total": N}, pages("page", size="limit", items="list", more="has_more", total="total")),
    _of("CoinGecko", "coins/markets", "vs_currency:text page:ordinal per_page:number", A, pages("page", size="per_page")),
    _of("Discourse", "latest", "page:index", {"users": A, "topic_list": {"can_create_topic": B, "more_topics_url": S, "per_page": N, "topics": A}}, pages("page", first=0, items="topic_list.topics"), link("topic_list.more_topics_url", items="topic_list.topics")),
]

_OFFSETS = [
    _of("Jira, search", "search", "jql:text startAt:number maxResults:number", {"expand": S, "startAt": N, "maxResults": N, "total": N, "issues": A}, offset("startAt", size="maxResults", items="issues", total="total")),
    _of("Jira, projects", "project/search", "startAt:number maxResults:number", {"self": U, "nextPage": U, "isLast": B, "startAt": N, "maxResults": N, "total": N, "values": A}, link("nextPage", items="values", total="total"), offset("startAt", size="maxResults", items="values", total="total")),
    _of("Jira, users", "users/search", "query:text startAt:number maxResults:number", A, offset("startAt", size="maxResults")),
    _of("Contentful", "entries", "content_type:text skip:number limit:number", {"sys": {"type": S}, "total": N, "skip": N, "limit": N, "items": A, "includes": {"Asset": A}}, offset("skip", size="limit", items="items", total="total")),
    _of("PagerDuty", "incidents", "limit:number offset:number total:bool", {"incidents": A, "limit": N, "offset": N, "more": B, "total": N}, offset("offset", size="limit", items="incidents", more="more", total="total")),
    _of("Travis", "repos", "limit:number offset:number", {"@type": S, "@href": S, "@pagination": {"limit": N, "offset": N, "count": N, "is_first": B, "is_last": B, "next": {"@href": S, "offset": N, "limit": N}}, "repositories": A}, offset("offset", size="limit", items="repositories", total="@pagination.count"), link("@pagination.next.@href", items="repositories", total="@pagination.count"), cursor("@pagination.next.offset", "offset", items="repositories", total="@pagination.count")),
    _of("Mailchimp", "lists", "count:number offset:number", {"lists": A, "total_items": N, "_links": [{"rel": S, "href": U, "method": S}]}, offset("offset", size="count", items="lists", total="total_items")),
    _of("Elasticsearch", "_search", "q:text from:number size:number", {"took": N, "timed_out": B, "hits": {"total": {"value": N, "relation": S}, "hits": A}}, offset("from", size="size", items="hits.hits", total="hits.total.value")),
    _of("SCIM", "Users", "filter:text startIndex:ordinal count:number", {"schemas": [S], "totalResults": N, "startIndex": N, "itemsPerPage": N, "Resources": A}, offset("startIndex", first=1, size="count", items="Resources", total="totalResults")),
    _of("Directus", "items/articles", "limit:number offset:number page:number", {"data": A, "meta": {"total_count": N, "filter_count": N}}, offset("offset", size="limit", items="data"), pages("page", size="limit", items="data")),
    _of("SendGrid, bounces", "bounces", "start_time:number limit:number offset:number", A, offset("offset", size="limit")),
    _of("Box", "folders/items", "limit:number offset:number", {"total_count": N, "limit": N, "offset": N, "order": [{"by": S}], "entries": A}, offset("offset", size="limit", items="entries", total="total_count")),
    _of("Pipedrive, offsets", "persons", "start:number limit:number", {"success": B, "data": A, "additional_data": {"pagination": {"start": N, "limit": N, "more_items_in_collection": B, "next_start": N}}}, cursor("additional_data.pagination.next_start", "start", items="data", more="additional_data.pagination.more_items_in_collection"), offset("start", size="limit", items="data", more="additional_data.pagination.more_items_in_collection")),
    _of("CKAN", "package_search", "q:text rows:number start:number", {"help": S, "success": B, "result": {"count": N, "results": A}}, offset("start", size="rows", items="result.results", total="result.count")),
    _of("Socrata", "resource", "$where:text $limit:number $offset:number", A, offset("$offset", size="$limit")),
    _of("PostgREST", "films", "select:text limit:number offset:number", A, offset("offset", size="limit"), headers=("Content-Range",)),
    _of("Discord, members", "members", "limit:number after:text", [{"nick": S, "user": {"id": S}}], last("after", field="user.id")),
    _of("Trello, actions", "actions", "filter:text before:text since:text limit:number", A, last("before")),
]

OPERATIONS = [*_IN_HEADERS, *_LINKS_IN_THE_BODY, *_CURSORS, *_COUNTED_PAGES, *_OFFSETS]
