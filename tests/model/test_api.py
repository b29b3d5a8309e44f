"""An API as its schema describes it."""

import copy
import pickle
from threading import Barrier, Thread

import pytest

from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.bodies import Body
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Documents
from heroics_py.support.lazy_mapping import LazyMapping


def test_lazy_mapping_creates_values_once():
    """A lazy mapping creates a value at its first lookup, and once."""
    created = []
    mapping = LazyMapping(["a", "b"], lambda name: created.append(name) or name.upper())
    assert (list(mapping), len(mapping), "a" in mapping, "c" in mapping, created) == (["a", "b"], 2, True, False, [])
    assert (mapping["b"], mapping["b"], created) == ("B", "B", ["b"])


def test_lazy_mapping_has_its_names_alone():
    """A lazy mapping has the names it was created with, and no others."""
    mapping = LazyMapping(["a"], str.upper)
    with pytest.raises(KeyError):
        mapping["b"]
    assert mapping.get("b") is None


def test_lazy_mapping_retries_after_failure():
    """A lazy mapping tries again after a value could not be created."""
    answers = iter([ValueError("first"), "second"])

    def make(_):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    mapping = LazyMapping(["a"], make)
    with pytest.raises(ValueError, match="first"):
        mapping["a"]
    assert mapping["a"] == "second"


def test_lazy_mapping_is_frozen():
    """A lazy mapping can't be changed."""
    mapping = LazyMapping(["a"], str.upper)
    with pytest.raises(TypeError):
        mapping["a"] = "x"
    with pytest.raises(TypeError):
        del mapping["a"]


def test_lazy_mapping_equality_and_pickle():
    """Lazy mappings of the same values are equal, and pickles hold the values."""
    mapping = LazyMapping(["a", "b"], lambda name: name.upper())
    twins = [pickle.loads(pickle.dumps(mapping)), copy.deepcopy(mapping), {"a": "A", "b": "B"}]
    assert [mapping == twin for twin in twins] == [True, True, True]
    assert (list(twins[0]), repr(twins[0])) == (["a", "b"], "LazyMapping(['a', 'b'])")


def test_lazy_mapping_threads_share_value():
    """Threads that look up a name at once get the same value."""
    mapping = LazyMapping(["a"], lambda _: object())
    barrier, seen = Barrier(8), []

    def look():
        barrier.wait(timeout=10)
        seen.append(mapping["a"])

    threads = [Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {id(value) for value in seen} == {id(mapping["a"])}


@pytest.mark.parametrize(
    "value",
    [Parameter(name="id"), Body(), Link(resource="app", href="/apps"), Resource(name="app")],
    ids=lambda value: type(value).__name__,
)
def test_model_values_are_frozen(value):
    """The values of the model can't be changed."""
    with pytest.raises(AttributeError):
        setattr(value, value._fields[0], "x")
    with pytest.raises(AttributeError):
        value.further = "x"


def test_path_parameters():
    """The path parameters of a link are those of its path alone."""
    path, query = Parameter(name="id"), Parameter(name="page", location="query", required=False)
    assert Link(resource="app", href="/apps/{id}{?page}", parameters=(path, query)).path_parameters == (path,)


def api(**changes):
    link = Link(resource="app", href="/apps")
    resources = {"app": Resource(name="app", links=(link,)), "event": Resource(name="event")}
    return Api(**{"resources": resources, "documents": Documents(roots={"": {}}), "dialect": "ours", **changes})


def test_links_of_api():
    """The links of an API are those of all its resources."""
    assert api().links == (Link(resource="app", href="/apps"),)


def test_source_is_not_compared():
    """APIs from different sources are equal if they are the same otherwise."""
    assert (api(source="a.json") == api(source="b.json"), api(url="https://a.example") == api()) == (True, False)


def test_repr_of_api_is_short():
    """The repr of an API is one short line."""
    assert [repr(api(title="Shop")), repr(api())] == [
        "<Api 'Shop': 2 resources, ours>",
        "<Api 'without a title': 2 resources, ours>",
    ]
