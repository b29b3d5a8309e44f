"""Lists of servers of another make: the paginations of Django REST framework and of fastapi-pagination, from PyPI.

Each server has 123 things, of three colours, in three paginations; its document is the one that it generates.
"""

import asyncio

import pytest

import heroics_py

COUNT = 123
SERVERS = {
    "django": (("django_pages.py", "django", "rest_framework", "drf_spectacular"), "/api/schema/"),
    "fastapi": (("fastapi_pages.py", "fastapi", "fastapi_pagination", "uvicorn"), "/openapi.json"),
}
STYLES = {
    "numbered": {"django": {"page_size": 40}, "fastapi": {"size": 40}},
    "counted": {"django": {"limit": 40}, "fastapi": {"limit": 40}},
    "pointed": {"django": {"page_size": 40}, "fastapi": {"size": 40}},
}


@pytest.fixture(scope="module", params=SERVERS)
def make(request):
    return request.param


@pytest.fixture(scope="module")
def url(make, start):
    program, document = SERVERS[make]
    return start(*program) + document


@pytest.fixture
def client(url, driver):
    with heroics_py.connect(url) as client:
        yield client


@pytest.fixture(params=STYLES)
def style(request):
    return request.param


@pytest.fixture
def bigger(make, style):
    """The argument for pages of 40 things."""
    return STYLES[style][make]


@pytest.fixture
def link(client, style):
    return client[style].list


def test_a_list_has_the_items_of_all_pages(link):
    """Every thing comes once, in order."""
    assert [thing.id for thing in link()] == list(range(1, COUNT + 1))


def test_the_length_is_that_of_the_whole_list(link):
    """It is not that of a page."""
    assert len(link()) == COUNT


def test_a_limit_ends_a_list(link):
    """It may end within a page."""
    assert [thing.id for thing in link.with_options(limit=25)()] == list(range(1, 26))


def test_a_filter_holds_for_all_pages(link):
    """The query of the first page is that of the others."""
    things = list(link(colour="red"))
    assert len(things) == COUNT // 3
    assert {thing.colour for thing in things} == {"red"}


def test_a_page_size_is_kept(link, bigger):
    """The pages have the size that was asked for."""
    assert [len(page) for page in link(**bigger).pages()] == [40, 40, 40, 3]


def test_the_whole_list_is_a_frame(link):
    """A DataFrame has a row for each thing."""
    pytest.importorskip("pandas")
    frame = link().to_frame()
    assert (len(frame), sorted(frame.columns)) == (COUNT, ["colour", "id", "name"])


def test_a_first_page_is_still_a_record(link):
    """A response can be had as the server gave it."""
    data = link.send().data
    assert isinstance(data, heroics_py.Record)
    assert {"results", "items"} & set(data)


def test_a_list_is_recognised_and_says_why(link):
    """Nothing was declared."""
    assert link.paging.items in {"results", "items"}
    assert link.paging.why


def test_async_for_reaches_every_page(url, style):
    """With the await, and without it."""

    async def read():
        async with await heroics_py.connect_async(url) as client:
            link = client[style].list
            return [thing.id async for thing in link()], [thing.id async for thing in await link(colour="blue")]

    everything, blue = asyncio.run(read())
    assert everything == list(range(1, COUNT + 1))
    assert blue == list(range(3, COUNT + 1, 3))
