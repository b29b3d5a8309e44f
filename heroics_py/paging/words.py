"""The words of lists: names of query parameters, headers and fields, in lower case and without separators.

``page[number]``, ``pageNumber`` and ``page_number`` are all "pagenumber".
"""

import re

__all__ = [
    "COUNTERS",
    "CURSOR_PARAMETERS",
    "ECHOES",
    "ENDS",
    "HEADER_CURSORS",
    "HEADER_LINKS",
    "HEADER_PAGE_COUNTS",
    "HEADER_TOTALS",
    "ITEMS",
    "LAST_PARAMETERS",
    "LINKS",
    "LINK_PLACES",
    "LISTS_OF_LINKS",
    "MORE",
    "NEXT_CURSORS",
    "OFFSETS",
    "PAGES",
    "PAGE_COUNTS",
    "PLACES",
    "RELATIVES",
    "SIDE_LISTS",
    "SIGNS",
    "SIZES",
    "TOTALS",
    "TOTALS_OF_PAGES_FROM_0",
    "URLS",
    "VAGUE_COUNTERS",
    "VAGUE_SIZES",
    "WRAPPERS",
    "folded",
    "plurals",
]


def folded(name: str) -> str:
    """Return a name in lower case, without anything but letters and digits."""
    return re.sub(r"[\W_]+", "", name.lower())


def plurals(noun: str) -> frozenset[str]:
    """Return what a list of ``noun`` may be called, folded."""
    word = folded(noun)
    stem = word.removesuffix("s")
    return frozenset({word, f"{stem}s", f"{stem}es", f"{stem.removesuffix('y')}ies"}) if word else frozenset()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CURSOR_PARAMETERS = _words(
    """
    cursor pagecursor startcursor nextcursor aftercursor paginationcursor
    pagetoken nextpagetoken nexttoken paginationtoken continuationtoken startingtoken skiptoken token
    continue continuation marker pagemarker nextmarker startmarker bookmark scrollid scroll pagestate pageid nextpageid
    startkey exclusivestartkey lastkey nextkey lastevaluatedkey pageafter pageinfo after from offset start
    """
)
"""Parameters that take a cursor."""

COUNTERS = frozenset({"from", "offset", "start"})
"""Parameters that usually count, and take a cursor only if they take text."""

ENDS = frozenset({"to", "until", "end", "stop"})
"""Parameters with the end of a span, whose beginning does not count."""

VAGUE_COUNTERS = frozenset({"p", "start"})
"""Parameters that may be something else than a number of a page or an item..."""

VAGUE_SIZES = frozenset({"n", "num", "top", "first", "amount", "length", "size", "max", "take"})
"""...beside a number that may be something else than that of the items on a page."""

LAST_PARAMETERS = _words("startingafter afterid startafter startafterid lastid lastseenid fromid")
"""Parameters that take the id of the last item."""

PAGES = _words("page pagenumber pageno pagenum pageindex currentpage pagenr pg p")
OFFSETS = _words("offset skip startindex startat pageoffset start from firstresult beginindex startrow startposition")
SIZES = _words(
    """
    perpage pagesize limit pagelimit size count maxresults maxitems max top take rows first num itemsperpage
    resultsperpage hitsperpage maxrecords maxpagesize pagelength pagelen maxkeys batchsize numresults amount pageitems
    maxresult n length
    """
)
"""Parameters that take the number of items on a page."""

ITEMS = _words(
    """
    items results data value values entries records resources content contents rows objects elements list hits nodes
    docs documents entities result entry members collection children item
    """
)
"""What the list of items is called in a response, the usual ones first."""

SIDE_LISTS = frozenset(
    _words(
        """
        errors warnings messages included includes links link facets aggregations filters sort sorting orders meta
        schemas buckets suggestions notices tags columns fields headers breadcrumbs debug
        """
    )
)
"""Lists beside the items."""

WRAPPERS = _words("data result results response payload body hits list collection embedded feed message")
"""Objects that hold the items."""

LINK_PLACES = frozenset(_words("links link hrefs"))
PLACES = frozenset(
    _words(
        """
        meta metadata pagination paging page pages pageinfo pager paginator cursor cursors next nextpage links link
        responsemetadata resultinfo info pagemeta listmeta searchmetadata responseinfo paginationinfo pagingmetadata
        paginationmetadata additionaldata message listmetadata odata pagingcursors pageinformation summary hrefs
        """
    )
)
"""Objects that say how a list continues."""

LINKS = _words(
    """
    odatanextlink nextlink nexturl nexthref nextpageurl nextpagelink nextpageuri nexturi nextrecordsurl nextpagehref
    nextresultsurl next nextpage
    """
)
"""Fields with the URL of the next page."""

URLS = frozenset(_words("href url uri link"))

RELATIVES = frozenset(
    _words("previous prev previouspage prevpage previousurl prevurl previouslink previouspageurl prevpageurl")
)
"""Fields with the page before, which a link to the next page has beside it."""

LISTS_OF_LINKS = frozenset({"links", "link"})

NEXT_CURSORS = _words(
    """
    nextcursor nextpagetoken nexttoken nextpagecursor continuationtoken nextcontinuationtoken nextmarker nextbookmark
    nextpageid nextkey nextid aftercursor nextpaginationtoken nextscrollid nextpagestate endcursor nextstartkey
    continue continuation next nextpage scrollid after cursor marker bookmark pagetoken token lastkey lastevaluatedkey
    """
)
"""Fields with a cursor; those that may also be the cursor of the page itself come last."""

MORE = _words(
    """
    hasmore hasnext hasnextpage hasmoreitems hasmoreresults hasmorepages hasmoredata hasadditionalpages more
    moreresults moreavailable moreitems morepages istruncated truncated isincomplete
    """
)
TOTALS = _words(
    """
    total totalcount totalitems totalresults totalelements totalrecords totalsize totalhits totalobjects totalrows
    totalnumber totalentries totaldocs odatacount numfound nbhits counttotal fullcount totalcounts totalitemcount
    totalrecordcount totalresultcount
    """
)
"""Fields with the number of all items; "count" often is that of the page."""

PAGE_COUNTS = _words(
    "totalpages pagecount numpages numberofpages lastpage pagetotal totalpagecount nbpages maxpage pages"
)
TOTALS_OF_PAGES_FROM_0 = frozenset({"totalelements", "nbpages", "nbhits"})
"""Fields of servers that number their pages from 0."""

ECHOES = frozenset({*PAGES, *OFFSETS, "perpage", "pagesize", "limit", "itemsperpage", "maxresults"})
"""Fields in which a response repeats the parameters of its request."""

HEADER_LINKS = frozenset(_words("nextpage xnextpage nexturl xnexturl nextlink xnextlink xnextpageurl xnext"))
HEADER_CURSORS = frozenset(
    _words(
        """
        nextcursor xnextcursor xnexttoken nexttoken xnextpagetoken nextpagetoken xcontinuationtoken xmscontinuation
        xcontinuation xcursor xnextmarker nextmarker xnextid xnextoffset xpaginationnextcursor xpaginationcursor
        """
    )
)
HEADER_TOTALS = _words(
    """
    xtotalcount xtotal totalcount xtotalitems xtotalresults xtotalelements xpaginationtotalcount xpaginationtotal
    paginationtotalcount paginationtotal paginationcount xcount xtotalrecords xpaginationcount xresultcounttotal
    """
)
HEADER_PAGE_COUNTS = _words("xtotalpages totalpages xpaginationtotalpages xpaginationpagecount xpagecount xpages")

SIGNS = frozenset({*LINKS, *NEXT_CURSORS, *MORE} - {"token", "marker", "cursor", "after", "more", "truncated"})
"""Fields that show that a list continues."""
