"""Many pages as one lazy sequence."""

import copy
import json
import pickle
import threading

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heroics_py
from heroics_py.call.collection import Collection
from heroics_py.call.page import Page
from heroics_py.errors import ConnectionFailed, DecodeError, PagingError
from heroics_py.testing import server_of

COUNT = 7


@pytest.fixture
def heroku():
    with heroics_py.sandbox(page_size=3, prefetch=False, retries=0) as client:
        for number in range(COUNT):
            client.app.create(name=f"app-{number}")
        server_of(client).requests  # noqa: B018 - the log begins here
        yield client


@pytest.fixture
def by_name(heroku):
    return heroku.with_options(range=heroics_py.Range("name", max=3))


NAMES = [f"app-{number}" for number in range(COUNT)]


def names(items):
    return [item.name for item in items]


def lists(client):
    """Return the Range of each request for a list, the oldest first."""
    return [
        each.headers.get("Range") for each in server_of(client).requests if (each.method, each.path) == ("GET", "/apps")
    ]


def consume(items, seen):
    """Put the items into ``seen`` one by one, so that what came before an error is known."""
    for item in items:
        seen.append(item)


class Pages:
    """A list in memory that comes page by page, and remembers what was asked for."""

    def __init__(self, items, sizes):
        self.items, self.sizes = items, sizes
        self.asked = []
        self.faults = set()

    def page(self, number):
        start = sum(self.sizes[:number])
        end = start + self.sizes[number]
        more = f"page {number + 1}" if number + 1 < len(self.sizes) else None
        return Page(items=[{"id": item} for item in self.items[start:end]], next_range=more)

    def fetch(self, wanted):
        self.asked.append(wanted)
        number = int(wanted.partition(" ")[2])
        if number in self.faults:
            self.faults.discard(number)
            raise ConnectionFailed(f"no page {number}")
        return self.page(number)

    def collection(self, **options):
        return Collection(self.page(0), self.fetch, **options)


def paged(sizes):
    return Pages([str(number) for number in range(sum(sizes))], sizes)


# ---- what is sent, and when


def test_the_call_sends_one_request_so_that_errors_come_at_once(heroku, by_name):
    by_name.app.list()
    assert lists(heroku) == ["name ..; max=3"]
    server_of(heroku).fail(403)
    with pytest.raises(heroics_py.Forbidden):
        by_name.app.list()


def test_iterating_fetches_page_after_page_and_keeps_the_query_and_the_headers(heroku, by_name):
    apps = by_name.with_options(headers={"X-Trace": "7"}).app.list()
    assert names(apps) == NAMES
    assert lists(heroku) == ["name ..; max=3", "name ]app-2..; max=3", "name ]app-5..; max=3"]
    assert {each.headers.get("X-Trace") for each in server_of(heroku).requests[-3:]} == {"7"}


def test_iterating_again_sends_nothing(heroku, by_name):
    apps = by_name.app.list()
    assert [names(apps), names(apps)] == [NAMES, NAMES]
    assert len(lists(heroku)) == 3


@pytest.mark.parametrize(
    ("look", "pages"),
    [
        (bool, 1),
        (repr, 1),
        (lambda apps: apps.first(), 1),
        (lambda apps: apps[0], 1),
        (lambda apps: apps[2], 1),
        (lambda apps: apps[3], 2),
        (lambda apps: apps[-1], 3),
        (lambda apps: apps[6], 3),
        (lambda apps: apps[:3], 1),
        (lambda apps: apps[1:4], 2),
        (lambda apps: apps[0:6:3], 2),
        (lambda apps: apps[0:5:3], 2),
        (lambda apps: apps[0:4:4], 1),
        (lambda apps: apps[2::-1], 1),
        (lambda apps: apps[5:2:-1], 2),
        (lambda apps: apps[5:5], 1),
        (lambda apps: apps[4:2], 1),
        (lambda apps: apps[2:4:-1], 1),
        (lambda apps: apps[:], 3),
        (lambda apps: apps[::-1], 3),
        (lambda apps: apps[-2:], 3),
        (lambda apps: apps[:-5], 3),
        (len, 3),
        (lambda apps: list(reversed(apps)), 3),
        (lambda apps: apps == [], 3),
        (lambda apps: apps.to_list(), 3),
        (lambda apps: "app-1" in apps, 1),
        (lambda apps: "app-4" in apps, 2),
        (lambda apps: "nope" in apps, 3),
        (lambda apps: apps["app-2"], 1),
        (lambda apps: apps["app-3"], 2),
        (lambda apps: next(iter(apps)), 1),
        (lambda apps: next(apps.pages()), 1),
        (dir, 1),
        (lambda apps: apps._ipython_key_completions_(), 1),
    ],
)
def test_a_look_fetches_what_it_needs_and_no_more(heroku, by_name, look, pages):
    look(by_name.app.list())
    assert len(lists(heroku)) == pages


def test_an_index_beyond_the_end_says_how_long_the_list_is(by_name):
    with pytest.raises(IndexError, match="no item 7: the list has 7"):
        by_name.app.list()[7]
    with pytest.raises(IndexError, match="no item -8: the list has 7"):
        by_name.app.list()[-8]


def test_a_slice_is_a_list(by_name):
    assert names(by_name.app.list()[1:3]) == ["app-1", "app-2"]
    assert type(by_name.app.list()[1:3]) is list


def test_a_step_of_zero_is_an_error_as_for_any_list(by_name):
    with pytest.raises(ValueError, match="step cannot be zero"):
        by_name.app.list()[0:2:0]


def test_an_item_is_found_by_its_name_and_by_its_id(by_name):
    apps = by_name.app.list()
    assert apps["app-5"] == apps[apps[5].id] == apps[5]


def test_an_item_that_is_not_there_is_told_with_the_closest_name(by_name):
    with pytest.raises(heroics_py.NoSuchName) as caught:
        by_name.app.list()["app-9"]
    assert str(caught.value).startswith("no item has id or name 'app-9' in this list of 7; did you mean 'app-")


def test_an_item_is_in_the_list_as_itself_as_an_equal_dict_and_by_its_names(by_name):
    apps = by_name.app.list()
    assert [apps[4] in apps, dict(apps[4]) in apps, "app-4" in apps, apps[4].id in apps] == [True] * 4
    assert [{} in apps, 7 in apps] == [False, False]


def test_a_list_says_how_much_of_it_is_here_without_fetching_more(by_name):
    apps = by_name.app.list()
    assert repr(apps) == "<Collection: 3 items so far>"
    len(apps)
    assert repr(apps) == "<Collection: 7 items>"


def test_pages_are_as_the_server_divides_them(by_name):
    assert [names(page) for page in by_name.app.list().pages()] == [NAMES[:3], NAMES[3:6], NAMES[6:]]


def test_an_empty_page_in_the_middle_is_no_end():
    pages = paged([2, 0, 1])
    assert [item.id for item in pages.collection()] == ["0", "1", "2"]
    assert [[item.id for item in page] for page in paged([2, 0, 1]).collection().pages()] == [["0", "1"], ["2"]]


def test_an_empty_list_is_false_and_has_no_first(heroku):
    domains = heroku.domain.list("app-0")
    assert (bool(domains), domains.first(), len(domains), list(domains)) == (False, None, 0, [])


def test_items_are_records_that_know_where_they_came_from_and_stay_the_same(by_name):
    apps = by_name.app.list()
    assert apps[4] is apps[4]
    assert heroics_py.refresh(apps[4]) == apps[4]


def test_a_list_compares_by_its_items(by_name):
    assert by_name.app.list() == by_name.app.list() == [dict(app) for app in by_name.app.list()]
    assert by_name.app.list() != []
    assert by_name.app.list() != "apps"


def test_a_list_survives_json_pickle_and_copies(by_name):
    apps = by_name.app.list()
    assert pickle.loads(pickle.dumps(apps)) == apps
    assert copy.deepcopy(apps) == apps
    assert json.loads(json.dumps(apps.to_list())) == apps


def test_a_list_serves_several_threads(by_name):
    apps, found = by_name.app.list(), []
    threads = [threading.Thread(target=lambda: found.append(names(apps))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [NAMES] * 6


def test_one_iteration_goes_on_where_a_page_failed():
    def walked(walk):
        found = []
        while True:
            try:
                found.append(next(walk))
            except ConnectionFailed:
                found.append("failed")
            except StopIteration:
                return found

    for prefetch in (False, True):
        pages = paged([2, 2, 1])
        pages.faults = {1, 2}
        items = [item if item == "failed" else item.id for item in walked(iter(pages.collection(prefetch=prefetch)))]
        assert items == ["0", "1", "failed", "2", "3", "failed", "4"]
        pages.faults = {1, 2}
        found = [
            page if page == "failed" else len(page) for page in walked(pages.collection(prefetch=prefetch).pages())
        ]
        assert found == [2, "failed", 2, "failed", 1]


def test_reversed_fetches_at_once_so_that_what_fails_is_no_end_in_silence():
    pages = paged([2, 2])
    pages.faults = {1}
    with pytest.raises(ConnectionFailed):
        reversed(pages.collection())


@pytest.mark.parametrize("index", [1.5, None, ("a", "b")])
def test_an_index_that_is_none_is_a_type_error_that_tells_what_may_stand_there(index):
    found = f"an index is a number, or the id or name of an item as text; got {type(index).__name__}"
    with pytest.raises(TypeError) as caught:
        paged([2]).collection()[index]
    assert str(caught.value) == found


def test_a_pickled_list_finds_items_by_the_same_identities():
    collection = Collection(Page(items=[{"isbn": "7"}]), None, identities=lambda: ("isbn",))
    assert pickle.loads(pickle.dumps(collection))["7"] == {"isbn": "7"}


# ---- limit


@pytest.mark.parametrize(("limit", "pages"), [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (99, 3)])
def test_a_limit_stops_a_list_after_so_many_items_whatever_the_page_size(heroku, by_name, limit, pages):
    apps = by_name.with_options(limit=limit).app.list()
    assert names(apps) == NAMES[:limit]
    assert len(lists(heroku)) == pages


# ---- the next page in the background


def test_the_next_page_is_fetched_while_the_current_one_is_used():
    pages = paged([3, 3])
    asked = threading.Event()
    collection = Collection(pages.page(0), lambda wanted: (asked.set(), pages.fetch(wanted))[1], prefetch=True)
    next(iter(collection))
    assert asked.wait(5)


def test_a_consumer_that_stops_early_costs_one_page_too_many_at_the_most():
    for stop in range(1, 10):
        pages = paged([2] * 5)
        for item in pages.collection(prefetch=True):
            if int(item.id) == stop:
                break
        for thread in threading.enumerate():
            if thread.name == "heroics-py next page":
                thread.join(5)
        assert len(pages.asked) <= stop // 2 + 1


@pytest.mark.parametrize(("seconds", "in_background"), [(0.003, [True, False, False]), (0.005, [True, True, True])])
def test_pages_that_come_at_once_are_not_fetched_in_the_background(monkeypatch, seconds, in_background):
    clock = iter(number * seconds for number in range(100))
    monkeypatch.setattr("heroics_py.call.items.monotonic", lambda: next(clock))
    asked = []

    def fetch(wanted):
        asked.append(threading.current_thread() is not threading.main_thread())
        return Page(items=[wanted], next_range={"1": "2", "2": "3"}.get(wanted))

    collection = Collection(Page(items=["0"], next_range="1"), fetch, prefetch=True)
    assert list(iter(collection)) == ["0", "1", "2", "3"]  # list(collection) would ask for its length first
    assert asked == in_background


def test_prefetching_can_be_switched_off(heroku, by_name):
    next(iter(by_name.with_options(prefetch=False).app.list()))
    assert "heroics-py next page" not in [thread.name for thread in threading.enumerate()]
    assert len(lists(heroku)) == 1


def test_two_who_read_one_list_do_not_both_fetch_its_next_page():
    pages, go_on = paged([3, 3]), threading.Event()
    collection = Collection(
        pages.page(0), lambda wanted: (pages.asked.append("begun"), go_on.wait(5), pages.page(1))[2], prefetch=True
    )
    readers = [iter(collection), collection.pages(), collection.pages()]
    for reader in readers:
        next(reader)
    go_on.set()
    assert len(collection) == 6
    assert pages.asked == ["begun"]


def test_an_index_fetches_nothing_in_the_background():
    pages = paged([3, 3])
    pages.collection(prefetch=True)[0]
    assert pages.asked == []


def test_a_limit_fetches_nothing_beyond_itself_in_the_background():
    pages = paged([3, 3, 3])
    assert len(list(pages.collection(prefetch=True, limit=4))) == 4
    assert pages.asked == ["page 1"]


# ---- faults


@pytest.mark.parametrize("prefetch", [True, False])
@pytest.mark.parametrize("faulty", [1, 2, 3])
def test_a_page_that_fails_raises_and_asking_again_goes_on_with_nothing_lost_or_doubled(faulty, prefetch):
    pages = paged([2, 3, 1, 2])
    collection = pages.collection(prefetch=prefetch)
    pages.faults.add(faulty)
    seen = []
    with pytest.raises(ConnectionFailed):
        consume(collection, seen)
    assert [item.id for item in seen] == [str(number) for number in range(sum(pages.sizes[:faulty]))]
    assert [item.id for item in collection] == [str(number) for number in range(8)]


@pytest.mark.parametrize("fault", [{"status": 500}, {"reset": True}, {"truncate": True}], ids=["500", "reset", "cut"])
@pytest.mark.parametrize("position", [1, 2])
@pytest.mark.parametrize("prefetch", [True, False])
def test_a_fault_on_any_page_over_a_socket_loses_nothing_and_doubles_nothing(
    heroku, by_name, position, fault, prefetch
):
    apps = by_name.with_options(prefetch=prefetch).app.list()
    apps[3 * position - 1]
    server_of(heroku).fail(**fault)
    seen = []
    with pytest.raises(heroics_py.HeroicsError):
        consume(apps, seen)
    assert names(seen) == NAMES[: 3 * position]
    assert names(apps) == NAMES


def test_what_came_before_a_fault_is_kept_and_costs_no_request(heroku, by_name):
    apps = by_name.app.list()
    server_of(heroku).fail(500)
    with pytest.raises(heroics_py.InternalServerError):
        len(apps)
    count = len(lists(heroku))
    assert names(apps[:3]) == NAMES[:3]
    assert len(lists(heroku)) == count


def test_a_list_never_ends_early_in_silence(heroku, by_name):
    apps = by_name.app.list()
    server_of(heroku).fail(503, times=3)
    for _ in range(3):
        with pytest.raises(heroics_py.ServiceUnavailable):
            apps.to_list()
    assert names(apps) == NAMES


def test_a_page_that_is_no_list_is_an_error(by_name, monkeypatch):
    apps = by_name.app.list()
    core = type(by_name._core)
    real = core.send

    def other(self, request):
        return real(self, request).replaced(
            body=b'{"id": "x"}', headers=heroics_py.Headers({"Content-Type": "application/json"})
        )

    monkeypatch.setattr(core, "send", other)
    with pytest.raises(DecodeError, match="expected a list as the next page, got Record"):
        apps.to_list()


@pytest.mark.parametrize("prefetch", [True, False])
def test_a_next_range_that_repeats_is_an_error_each_time_that_it_is_met(prefetch):
    def fetch(_):
        return Page(items=[1], next_range="round")

    collection = Collection(Page(items=[0], next_range="round"), fetch, prefetch=prefetch)
    for _ in range(2):
        with pytest.raises(PagingError, match="Next-Range 'round' came again after 2 pages; 2 items are in memory"):
            list(collection)
    assert collection[:2] == [0, 1]


def test_a_next_range_that_asks_for_the_first_page_again_is_an_error_before_anything_comes_twice():
    collection = Collection(Page(items=[0], next_range="id ..; max=1"), pytest.fail, followed=["id ..; max=1"])
    with pytest.raises(PagingError, match="came again after 1 pages"):
        len(collection)


def test_a_server_that_repeats_its_next_range_is_found_out(by_name, monkeypatch):
    core = type(by_name._core)
    real = core.send

    def stuck(self, request):
        answer = real(self, request)
        return answer.replaced(headers=answer.headers.replaced({"Next-Range": request.headers["Range"]}))

    monkeypatch.setattr(core, "send", stuck)
    with pytest.raises(PagingError):
        by_name.app.list().to_list()


# ---- a collection is the list of its items

SIZES = st.lists(st.integers(0, 4), min_size=1, max_size=6)
INDEX = st.integers(-30, 30)
EDGE = st.none() | st.integers(-30, 30)
LOOKS = st.one_of(
    st.tuples(st.just("item"), INDEX),
    st.tuples(st.just("slice"), st.builds(slice, EDGE, EDGE, st.none() | st.sampled_from([-3, -1, 1, 2, 5]))),
    st.tuples(st.sampled_from(["len", "bool", "iterate", "some", "reverse", "first", "pages", "repr"]), st.just(None)),
    st.tuples(st.just("in"), INDEX.map(str)),
    st.tuples(st.just("find"), INDEX.map(str)),
)


def looked(sequence, kind, detail):
    """Do the same to a list and to a collection, and return what can be compared."""
    found = {
        "item": lambda: sequence[detail],
        "slice": lambda: sequence[detail],
        "len": lambda: len(sequence),
        "bool": lambda: bool(sequence),
        "iterate": lambda: list(sequence),
        "some": lambda: [item for _, item in zip(range(3), sequence, strict=False)],
        "reverse": lambda: list(reversed(sequence)),
        "in": lambda: {"id": detail} in sequence,
        "first": lambda: next(iter(sequence), None) if isinstance(sequence, list) else sequence.first(),
        "pages": lambda: (
            sequence if isinstance(sequence, list) else [item for page in sequence.pages() for item in page]
        ),
        "repr": lambda: bool(repr(sequence)),
        "find": lambda: (
            next((item for item in sequence if item["id"] == detail), "none")
            if isinstance(sequence, list)
            else sequence[detail]
        ),
    }[kind]
    try:
        return found()
    except IndexError:
        return "no such index"
    except heroics_py.NoSuchName:
        return "none"


@settings(max_examples=300, deadline=None)
@given(
    sizes=SIZES,
    looks=st.lists(LOOKS, max_size=8),
    prefetch=st.booleans(),
    limit=st.none() | st.integers(0, 12),
    faults=st.sets(st.integers(1, 5)),
)
def test_a_collection_behaves_as_the_list_of_its_items(sizes, looks, prefetch, limit, faults):
    pages = paged(sizes)
    plain = [{"id": item} for item in pages.items][:limit]
    collection = pages.collection(prefetch=prefetch, limit=limit)
    pages.faults = faults
    for kind, detail in looks:
        while True:
            try:
                found = looked(collection, kind, detail)
            except ConnectionFailed:
                continue
            break
        assert found == looked(plain, kind, detail)


@settings(max_examples=200, deadline=None)
@given(sizes=SIZES, part=st.builds(slice, EDGE, EDGE, st.none() | st.sampled_from([-3, -2, -1, 1, 2, 3])))
def test_a_slice_fetches_no_page_that_holds_none_of_it_nor_stands_before_it(sizes, part):
    pages = paged(sizes)
    wanted = range(len(pages.items))[part]
    pages.collection()[part]
    edges = [edge for edge in (part.start, part.stop) if edge is not None]
    open_ended = part.stop is None if (part.step or 1) > 0 else part.start is None
    known = len(pages.items) - ((part.step or 1) < 0)  # backwards, the start is an item that may not be there
    if any(edge < 0 for edge in edges) or open_ended or any(edge > known for edge in edges):
        return
    needed = max(wanted) + 1 if wanted else 0
    fewest = next(count for count in range(1, len(sizes) + 1) if sum(sizes[:count]) >= needed)
    assert len(pages.asked) + 1 == fewest


# ---- frames


def test_a_frame_has_a_row_for_each_item_and_a_column_for_each_nested_field(by_name):
    frame = by_name.app.list().to_frame()
    assert list(frame["name"]) == NAMES
    assert frame["region.name"].tolist() == ["us"] * COUNT
    assert "region" not in frame.columns


def test_timestamps_become_datetimes_in_utc(by_name):
    apps = by_name.app.list()
    frame = apps.to_frame()
    assert str(frame["created_at"].dt.tz) == "UTC"
    assert frame["created_at"][0] == pd.Timestamp(apps[0].created_at)


def test_a_timestamp_that_is_missing_is_no_time():
    collection = Collection(Page(items=[{"at": "2020-01-01T00:00:00Z"}, {"at": None}]), pytest.fail)
    assert collection.to_frame()["at"].isna().tolist() == [False, True]


def test_text_that_only_looks_like_a_time_in_some_rows_stays_text():
    collection = Collection(Page(items=[{"at": "2020-01-01T00:00:00Z"}, {"at": "soon"}]), pytest.fail)
    assert collection.to_frame()["at"].tolist() == ["2020-01-01T00:00:00Z", "soon"]


@pytest.mark.parametrize("odd", ["2016-12-31T23:59:60Z", "2020-02-31T00:00:00Z"])
def test_a_time_that_pandas_does_not_know_leaves_the_column_as_text(odd):
    collection = Collection(Page(items=[{"at": "2020-01-01T00:00:00Z"}, {"at": odd}]), pytest.fail)
    assert collection.to_frame()["at"].tolist() == ["2020-01-01T00:00:00Z", odd]


def test_an_object_that_is_null_in_some_rows_makes_no_column_of_its_own():
    items = [
        {"id": 1, "team": {"name": "x", "lead": {"id": 7}}},
        {"id": 2, "team": None},
        {"id": 3, "team": {"lead": None}},
    ]
    frame = Collection(Page(items=items), pytest.fail).to_frame()
    assert list(frame.columns) == ["id", "team.name", "team.lead.id"]


def test_items_that_are_no_objects_stand_in_one_column():
    assert Collection(Page(items=[1, 2]), pytest.fail).to_frame()["value"].tolist() == [1, 2]


def test_an_empty_list_is_an_empty_frame():
    assert Collection(Page(items=[]), pytest.fail).to_frame().empty


def test_a_frame_leaves_the_items_as_they_are(by_name):
    apps = by_name.app.list()
    before = copy.deepcopy(apps.to_list())
    apps.to_frame()
    assert apps.to_list() == before


def test_without_pandas_the_error_says_how_to_get_it(by_name, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install 'heroics-py\\[pandas\\]'"):
        by_name.app.list().to_frame()
