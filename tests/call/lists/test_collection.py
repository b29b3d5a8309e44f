"""Many pages as one lazy sequence."""

import copy
import json
import pickle
import threading

import pytest
from driven_clients import drive
from hypothesis import given, settings
from hypothesis import strategies as st
from list_drivers import BLOCKING, DRIVERS
from thoroughness import examples

import heroics_py
from heroics_py.call.lists.collection import Collection
from heroics_py.call.lists.page import Page
from heroics_py.errors import ConnectionFailed, DecodeError, PagingError
from heroics_py.testing import server_of

COUNT = 7
NAMES = [f"app-{number}" for number in range(COUNT)]


@pytest.fixture(scope="module")
def sandbox():
    """A sandbox for all tests: it takes longer to start than most of them."""
    apps = [{"name": name} for name in NAMES]
    with heroics_py.sandbox(page_size=3, prefetch=False, retries=0, data={"app": apps}) as client:
        yield client


@pytest.fixture
def heroku(sandbox):
    server_of(sandbox).reset()
    return sandbox


@pytest.fixture(params=DRIVERS, ids=repr)
def by_name(request, heroku):
    with request.param.client(heroku, prefetch=False, retries=0) as client:
        yield client.with_options(range=heroics_py.Range("name", max=3))


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


both_drivers = pytest.mark.parametrize("driver", DRIVERS, ids=repr)


class Pages:
    """A list in memory that comes page by page, and remembers what was asked for."""

    def __init__(self, items, sizes, driver):
        self.items, self.sizes, self.driver = items, sizes, driver
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
        return self.driver.collection(self.page(0), self.fetch, **options)


def paged(driver, sizes):
    return Pages([str(number) for number in range(sum(sizes))], sizes, driver)


# ---- what is sent, and when


def test_first_page_is_fetched_at_once(heroku, by_name):
    """The call fetches the first page, so its errors are raised at once."""
    by_name.app.list()
    assert lists(heroku) == ["name ..; max=3"]
    server_of(heroku).fail(403)
    with pytest.raises(heroics_py.Forbidden):
        by_name.app.list()


def test_iteration_keeps_query_and_headers(heroku, by_name):
    """Iteration fetches page after page, with the same query and headers."""
    apps = by_name.with_options(headers={"X-Trace": "7"}).app.list()
    assert names(apps) == NAMES
    assert lists(heroku) == ["name ..; max=3", "name ]app-2..; max=3", "name ]app-5..; max=3"]
    assert {each.headers.get("X-Trace") for each in server_of(heroku).requests[-3:]} == {"7"}


def test_second_iteration(heroku, by_name):
    """A second iteration sends nothing."""
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
def test_access_fetches_only_what_it_needs(heroku, by_name, look, pages):
    """Each kind of access fetches the pages that it needs, and no more."""
    look(by_name.app.list())
    assert len(lists(heroku)) == pages


def test_index_beyond_the_end(by_name):
    """An index beyond the end is an IndexError with the length of the list."""
    with pytest.raises(IndexError, match="no item 7: the list has 7"):
        by_name.app.list()[7]
    with pytest.raises(IndexError, match="no item -8: the list has 7"):
        by_name.app.list()[-8]


def test_slices(by_name):
    """A slice is a list."""
    assert names(by_name.app.list()[1:3]) == ["app-1", "app-2"]
    assert isinstance(by_name.app.list()[1:3], list)


def test_step_of_zero(by_name):
    """A step of zero is an error, as for any list."""
    with pytest.raises(ValueError, match="step cannot be zero"):
        by_name.app.list()[0:2:0]


def test_index_by_identity(by_name):
    """An item is found by its name and by its id."""
    apps = by_name.app.list()
    assert apps["app-5"] == apps[apps[5].id] == apps[5]


def test_unknown_identity(by_name):
    """An unknown identity is an error with the closest name."""
    with pytest.raises(heroics_py.NoSuchName) as caught:
        by_name.app.list()["app-9"]
    assert str(caught.value).startswith("no item has id or name 'app-9' in this list of 7; did you mean 'app-")


def test_membership(by_name):
    """An item, an equal dict and the names of an item are in the list."""
    apps = by_name.app.list()
    assert [apps[4] in apps, dict(apps[4]) in apps, "app-4" in apps, apps[4].id in apps] == [True] * 4
    assert [{} in apps, 7 in apps] == [False, False]


def test_repr_of_a_partial_list(by_name):
    """The repr says how many items are in memory, and fetches nothing."""
    apps = by_name.app.list()
    assert repr(apps).endswith("Collection: 3 items so far>")
    len(apps)
    assert repr(apps).endswith("Collection: 7 items>")


def test_pages(by_name):
    """The pages are those of the server."""
    assert [names(page) for page in by_name.app.list().pages()] == [NAMES[:3], NAMES[3:6], NAMES[6:]]


@both_drivers
def test_empty_page(driver):
    """An empty page does not end the list."""
    pages = paged(driver, [2, 0, 1])
    assert [item.id for item in pages.collection()] == ["0", "1", "2"]
    assert [[item.id for item in page] for page in paged(driver, [2, 0, 1]).collection().pages()] == [["0", "1"], ["2"]]


def test_empty_list(heroku):
    """An empty list is false and has no first item."""
    domains = heroku.domain.list("app-0")
    assert (bool(domains), domains.first(), len(domains), list(domains)) == (False, None, 0, [])


def test_items_are_records(by_name):
    """Items are records with an origin, and the same objects each time."""
    apps = by_name.app.list()
    assert apps[4] is apps[4]
    assert drive(heroics_py.links(apps[4])).info() == apps[4]


def test_equality(by_name):
    """Lists are equal if their items are."""
    assert by_name.app.list() == by_name.app.list() == [dict(app) for app in by_name.app.list()]
    assert by_name.app.list() != []
    assert by_name.app.list() != "apps"


def test_copies_of_lists(by_name):
    """A list can be pickled, copied and written as JSON."""
    apps = by_name.app.list()
    assert pickle.loads(pickle.dumps(apps)) == apps
    assert copy.deepcopy(apps) == apps
    assert json.loads(json.dumps(apps.to_list())) == apps


def test_threads(heroku):
    """Several threads can read one list."""
    apps, found = heroku.with_options(range=heroics_py.Range("name", max=3)).app.list(), []
    threads = [threading.Thread(target=lambda: found.append(names(apps))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [NAMES] * 6


@both_drivers
def test_iteration_resumes(driver):
    """An iteration resumes at the page that failed."""

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
        pages = paged(driver, [2, 2, 1])
        pages.faults = {1, 2}
        items = [item if item == "failed" else item.id for item in walked(iter(pages.collection(prefetch=prefetch)))]
        assert items == ["0", "1", "failed", "2", "3", "failed", "4"]
        pages.faults = {1, 2}
        found = [
            page if page == "failed" else len(page) for page in walked(pages.collection(prefetch=prefetch).pages())
        ]
        assert found == [2, "failed", 2, "failed", 1]


@both_drivers
def test_reversed(driver):
    """reversed() fetches all pages first, so that a failure is raised."""
    pages = paged(driver, [2, 2])
    pages.faults = {1}
    with pytest.raises(ConnectionFailed):
        reversed(pages.collection())


@both_drivers
@pytest.mark.parametrize("index", [1.5, None, ("a", "b")])
def test_invalid_index(driver, index):
    """An invalid index is a TypeError that names the valid ones."""
    found = f"an index is a number, or the id or name of an item as text; got {type(index).__name__}"
    with pytest.raises(TypeError) as caught:
        paged(driver, [2]).collection()[index]
    assert str(caught.value) == found


@both_drivers
def test_pickled_identities(driver):
    """A pickled list finds items by the same identities."""
    collection = driver.collection(Page(items=[{"isbn": "7"}]), None, identities=lambda: ("isbn",))
    assert pickle.loads(pickle.dumps(collection))["7"] == {"isbn": "7"}


# ---- limit


@pytest.mark.parametrize(("limit", "pages"), [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (99, 3)])
def test_limit(heroku, by_name, limit, pages):
    """A limit ends the list after so many items, at any page size."""
    apps = by_name.with_options(limit=limit).app.list()
    assert names(apps) == NAMES[:limit]
    assert len(lists(heroku)) == pages


# ---- the next page in the background


@both_drivers
def test_prefetch(driver):
    """The next page is fetched while the current one is in use."""
    pages = paged(driver, [3, 3])
    asked = threading.Event()
    collection = driver.collection(pages.page(0), lambda wanted: (asked.set(), pages.fetch(wanted))[1], prefetch=True)
    next(iter(collection))
    driver.settle()
    assert asked.is_set()


@both_drivers
def test_prefetch_is_one_page(driver):
    """A loop that stops early has fetched at most one page in vain."""
    for stop in range(1, 10):
        pages = paged(driver, [2] * 5)
        for item in pages.collection(prefetch=True):
            if int(item.id) == stop:
                break
        driver.settle()
        assert len(pages.asked) <= stop // 2 + 1


@both_drivers
@pytest.mark.parametrize(("seconds", "in_background"), [(0.003, [True, False, False]), (0.005, [True, True, True])])
def test_fast_pages_are_not_prefetched(driver, monkeypatch, seconds, in_background):
    """Pages that come quickly are not fetched in the background."""
    clock = iter(number * seconds for number in range(100))
    monkeypatch.setattr(driver.clock, lambda: next(clock))
    asked = []

    def fetch(wanted):
        asked.append(driver.is_ahead())
        return Page(items=[wanted], next_range={"1": "2", "2": "3"}.get(wanted))

    collection = driver.collection(Page(items=["0"], next_range="1"), fetch, prefetch=True)
    assert list(iter(collection)) == ["0", "1", "2", "3"]  # list(collection) would ask for its length first
    assert asked == in_background


def test_prefetch_off(heroku, by_name):
    """`prefetch=False` turns prefetching off."""
    next(iter(by_name.with_options(prefetch=False).app.list()))
    assert "heroics-py next page" not in [thread.name for thread in threading.enumerate()]
    assert len(lists(heroku)) == 1


def test_page_is_fetched_once():
    """Two readers of a list fetch its next page once."""
    pages, go_on = paged(BLOCKING, [3, 3]), threading.Event()
    collection = Collection(
        pages.page(0), lambda wanted: (pages.asked.append("begun"), go_on.wait(60), pages.page(1))[2], prefetch=True
    )
    readers = [iter(collection), collection.pages(), collection.pages()]
    for reader in readers:
        next(reader)
    go_on.set()
    assert len(collection) == 6
    assert pages.asked == ["begun"]


@both_drivers
def test_index_does_not_prefetch(driver):
    """An index fetches nothing in the background."""
    pages = paged(driver, [3, 3])
    pages.collection(prefetch=True)[0]
    assert pages.asked == []


@both_drivers
def test_limit_bounds_prefetch(driver):
    """No page beyond the limit is fetched in the background."""
    pages = paged(driver, [3, 3, 3])
    assert len(list(pages.collection(prefetch=True, limit=4))) == 4
    assert pages.asked == ["page 1"]


# ---- faults


@both_drivers
@pytest.mark.parametrize("prefetch", [True, False])
@pytest.mark.parametrize("faulty", [1, 2, 3])
def test_failed_page(driver, faulty, prefetch):
    """A failed page raises, and the next access continues without losing or repeating items."""
    pages = paged(driver, [2, 3, 1, 2])
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
def test_fault_on_any_page(heroku, by_name, position, fault, prefetch):
    """A fault of the server on any page loses and repeats no item."""
    apps = by_name.with_options(prefetch=prefetch).app.list()
    apps[3 * position - 1]
    server_of(heroku).fail(**fault)
    seen = []
    with pytest.raises(heroics_py.HeroicsError):
        consume(apps, seen)
    assert names(seen) == NAMES[: 3 * position]
    assert names(apps) == NAMES


def test_items_before_a_fault(heroku, by_name):
    """Items from before a fault are kept and cost no request."""
    apps = by_name.app.list()
    server_of(heroku).fail(500)
    with pytest.raises(heroics_py.InternalServerError):
        len(apps)
    count = len(lists(heroku))
    assert names(apps[:3]) == NAMES[:3]
    assert len(lists(heroku)) == count


def test_no_silent_end(heroku, by_name):
    """A list never ends early without an error."""
    apps = by_name.app.list()
    server_of(heroku).fail(503, times=3)
    for _ in range(3):
        with pytest.raises(heroics_py.ServiceUnavailable):
            apps.to_list()
    assert names(apps) == NAMES


def test_page_without_a_list(by_name, monkeypatch):
    """A page that is not a list is an error."""
    apps = by_name.app.list()
    core = type(by_name._core)
    real = core.steps

    def other(self, request):
        return (yield from real(self, request)).replaced(
            body=b'{"id": "x"}', headers=heroics_py.Headers({"Content-Type": "application/json"})
        )

    monkeypatch.setattr(core, "steps", other)
    with pytest.raises(DecodeError, match="expected a list as the next page, got Record"):
        apps.to_list()


@both_drivers
@pytest.mark.parametrize("prefetch", [True, False])
def test_repeated_next_range(driver, prefetch):
    """A repeated Next-Range is an error on every access."""

    def fetch(_):
        return Page(items=[1], next_range="round")

    collection = driver.collection(Page(items=[0], next_range="round"), fetch, prefetch=prefetch)
    for _ in range(2):
        with pytest.raises(PagingError, match="Next-Range 'round' came again after 2 pages; 2 items are in memory"):
            list(collection)
    assert collection[:2] == [0, 1]


@both_drivers
def test_next_range_of_the_first_page(driver):
    """A Next-Range of the first page is an error before any item is repeated."""
    collection = driver.collection(Page(items=[0], next_range="id ..; max=1"), pytest.fail, followed=["id ..; max=1"])
    with pytest.raises(PagingError, match="came again after 1 pages"):
        len(collection)


def test_server_repeats_its_next_range(by_name, monkeypatch):
    """A server that repeats its Next-Range causes a PagingError."""
    core = type(by_name._core)
    real = core.steps

    def stuck(self, request):
        answer = yield from real(self, request)
        return answer.replaced(headers=answer.headers.replaced({"Next-Range": request.headers["Range"]}))

    monkeypatch.setattr(core, "steps", stuck)
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


@both_drivers
@settings(max_examples=examples(300), deadline=None)
@given(
    sizes=SIZES,
    looks=st.lists(LOOKS, max_size=8),
    options=st.fixed_dictionaries({"prefetch": st.booleans(), "limit": st.none() | st.integers(0, 12)}),
    faults=st.sets(st.integers(1, 5)),
)
def test_collection_equals_list(driver, sizes, looks, options, faults):
    """A collection behaves like the list of its items."""
    pages = paged(driver, sizes)
    plain = [{"id": item} for item in pages.items][: options["limit"]]
    collection = pages.collection(**options)
    pages.faults = faults
    for kind, detail in looks:
        while True:
            try:
                found = looked(collection, kind, detail)
            except ConnectionFailed:
                continue
            break
        assert found == looked(plain, kind, detail)


@both_drivers
@settings(max_examples=examples(200), deadline=None)
@given(sizes=SIZES, part=st.builds(slice, EDGE, EDGE, st.none() | st.sampled_from([-3, -2, -1, 1, 2, 3])))
def test_slice_fetches_no_further_page(driver, sizes, part):
    """A slice fetches no page beyond its end."""
    pages = paged(driver, sizes)
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
