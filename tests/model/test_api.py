"""The model: what an API is, once read."""

import copy
import pickle
from threading import Barrier, Thread

import pytest

from heroics_py.model.api import Api, Body, LazyMapping, Link, Parameter, Resource
from heroics_py.model.schema import Documents


def test_the_values_of_a_lazy_mapping_are_made_when_they_are_looked_at_and_once():
    made = []
    mapping = LazyMapping(["a", "b"], lambda name: made.append(name) or name.upper())
    assert (list(mapping), len(mapping), "a" in mapping, "c" in mapping, made) == (["a", "b"], 2, True, False, [])
    assert (mapping["b"], mapping["b"], made) == ("B", "B", ["b"])


def test_a_lazy_mapping_knows_nothing_but_its_names():
    mapping = LazyMapping(["a"], str.upper)
    with pytest.raises(KeyError):
        mapping["b"]
    assert mapping.get("b") is None


def test_what_fails_to_be_made_is_tried_again():
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


def test_a_lazy_mapping_can_not_be_changed():
    mapping = LazyMapping(["a"], str.upper)
    with pytest.raises(TypeError):
        mapping["a"] = "x"
    with pytest.raises(TypeError):
        del mapping["a"]


def test_a_lazy_mapping_equals_another_of_the_same_values_and_is_pickled_with_them():
    mapping = LazyMapping(["a", "b"], lambda name: name.upper())
    twins = [pickle.loads(pickle.dumps(mapping)), copy.deepcopy(mapping), {"a": "A", "b": "B"}]
    assert [mapping == twin for twin in twins] == [True, True, True]
    assert (list(twins[0]), repr(twins[0])) == (["a", "b"], "LazyMapping(['a', 'b'])")


def test_threads_that_look_at_once_see_one_value():
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
def test_values_are_frozen(value):
    with pytest.raises(AttributeError):
        setattr(value, value._fields[0], "x")
    with pytest.raises(AttributeError):
        value.further = "x"


def test_the_parameters_of_the_path_are_those_that_stand_in_it():
    path, query = Parameter(name="id"), Parameter(name="page", location="query", required=False)
    assert Link(resource="app", href="/apps/{id}{?page}", parameters=(path, query)).path_parameters == (path,)


def api(**changes):
    link = Link(resource="app", href="/apps")
    resources = {"app": Resource(name="app", links=(link,)), "event": Resource(name="event")}
    return Api(**{"resources": resources, "documents": Documents(roots={"": {}}), "dialect": "ours", **changes})


def test_the_links_of_an_api_are_those_of_all_its_resources():
    assert api().links == (Link(resource="app", href="/apps"),)


def test_where_an_api_came_from_is_no_part_of_its_value():
    assert (api(source="a.json") == api(source="b.json"), api(url="https://a.example") == api()) == (True, False)


def test_the_repr_of_an_api_is_one_short_line():
    assert [repr(api(title="Shop")), repr(api())] == [
        "<Api 'Shop': 2 resources, ours>",
        "<Api 'without a title': 2 resources, ours>",
    ]
