"""The names of links: each has one, and no link is lost."""

import keyword
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from heroics_py.model import identifiers, link_names
from heroics_py.model.api import Link, Resource
from heroics_py.model.link_names import call_names, link_words
from heroics_py.model.parameters import Parameter


def link(title="", method="GET", href="/apps", rel="", owners=(), **more):
    parameters = tuple(Parameter(name=f"p{index}", owner=owner) for index, owner in enumerate(owners))
    return Link(resource="app", title=title, method=method, href=href, rel=rel, parameters=parameters, **more)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (link("Batch update", rel="update"), "Batch update"),
        (link("Batch update", name="batch"), "batch"),
        (link(rel="self"), "info"),
        (link(rel="instances"), "list"),
        (link(rel="destroy"), "delete"),
        (link(rel="https://rels.example/stop/"), "stop"),
        (link("—", rel="create"), "create"),
        (link("—", method="POST", href="/apps/{id}/stop"), "POST /apps/ /stop"),
    ],
)
def test_words_of_link(found, words):
    """A link is named by its title, else its relation, else its method and path."""
    assert link_words(found) == words


def calls(*links):
    return {
        name: [found.href for found in group] for name, group in call_names(Resource(name="app", links=links)).items()
    }


def test_parameter_counts_share_call():
    """GETs of one title and different numbers of parameters share a call."""
    assert calls(link("Info", href="/account"), link("Info", href="/users/{p0}", owners=["account"])) == {
        "info": ["/account", "/users/{p0}"]
    }


def test_own_identity_keeps_name():
    """The link with the resource's own identity keeps the name."""
    by_team = link("Info", href="/teams/{p0}/app", owners=["team"])
    own = link("Info", href="/apps/{p0}", owners=["app"])
    assert calls(by_team, own) == {"info": ["/apps/{p0}"], "info_by_team": ["/teams/{p0}/app"]}


def test_same_url_shares_call():
    """Any number of links of one method and path share a call."""
    twins = [link("Update", method="PATCH", href="/apps/{p0}", owners=["app"]) for _ in range(3)]
    assert calls(*twins) == {"update": ["/apps/{p0}"] * 3}


def test_names_by_more_owners():
    """Links with the same last owner are named by more of their owners."""
    first = link("List", href="/apps")
    one = link("List", href="/teams/{p0}/apps/{p1}", owners=["team", "app"])
    two = link("List", href="/spaces/{p0}/regions/{p1}", owners=["space", "region"])
    three = link("List", href="/users/{p0}/regions/{p1}", owners=["user", "region"])
    assert list(calls(first, one, two, three)) == ["list", "list_by_region", "list_by_user_region"]


def test_names_without_owners():
    """Links without owners are named by their method or path."""
    assert calls(link("Go", href="/a"), link("Go", href="/b"), link("Go", method="POST", href="/a")) == {
        "go": ["/a"],
        "go_get_b": ["/b"],
        "go_post": ["/a"],
    }


def test_title_keeps_its_name():
    """A title that is taken as a name keeps it."""
    links = [link("List"), link("List", href="/x", owners=[]), link("List get x", href="/y")]
    assert calls(*links) == {"list": ["/apps"], "list_get_x": ["/y"], "list_2": ["/x"]}


def test_links_without_letters():
    """Links without a letter have names too."""
    assert calls(link("—", href="/", method="—"), link("…", href="/…", method="—")) == {"call": ["/"], "call_2": ["/…"]}


@settings(max_examples=examples(200), derandomize=True, database=None, deadline=None)
@given(
    st.lists(
        st.builds(
            link,
            st.sampled_from(["", "Info", "List", "Info by team", "—"]),
            st.sampled_from(["GET", "POST"]),
            st.sampled_from(["/a", "/b", "/{p0}", "/{p0}/{p1}"]),
            st.sampled_from(["", "self", "create"]),
            st.lists(st.sampled_from(["app", "team", ""]), max_size=2),
        ),
        max_size=8,
    )
)
def test_no_link_is_lost(links):
    """No link is lost, and each call has a valid name."""
    found = call_names(Resource(name="app", links=tuple(links)))
    named = [item for group in found.values() for item in group]
    assert sorted(map(repr, named)) == sorted(map(repr, links))
    assert [name for name in found if not name.isidentifier() or keyword.iskeyword(name)] == []


def changing(*links):
    """The calls, as method and path."""
    return {
        name: [f"{found.method} {found.href}" for found in group]
        for name, group in call_names(Resource(name="thing", links=links)).items()
    }


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("order", [1, -1])
def test_one_thing_keeps_name(method, order):
    """Of links that change something, that of one thing keeps the name."""
    one, every = link("Change", method=method, href="/things/{p0}", owners=[""]), link("Change", method, "/things")
    assert changing(*[one, every][::order]) == {
        "change": [f"{method} /things/{{p0}}"],
        "change_all": [f"{method} /things"],
    }


@pytest.mark.parametrize("order", [1, -1])
def test_collection_keeps_name_of_post(order):
    """Of POSTs, that of the collection keeps the name."""
    links = [
        link("Create", "POST", "/things"),
        link("Create", "POST", "/things/{p0}/interrupt", owners=[""]),
        link("Create", "POST", "/things/{p0}:cancel", owners=[""]),
        link("Create", "POST", "/things/{p0}/parts", owners=[""]),
        link("Info", href="/things/{p0}/parts/{p1}", owners=["", ""]),
    ]
    assert changing(*links[::order]) == {
        "create": ["POST /things"],
        "interrupt": ["POST /things/{p0}/interrupt"],
        "cancel": ["POST /things/{p0}:cancel"],
        "create_parts": ["POST /things/{p0}/parts"],
        "info": ["GET /things/{p0}/parts/{p1}"],
    }


def test_post_of_one_thing_keeps_name():
    """Of POSTs without a collection, that of one thing keeps the name."""
    links = [link("Restart", "POST", "/dynos/restart"), link("Restart", "POST", "/dynos/{p0}/restart", owners=[""])]
    assert changing(*links) == {"restart": ["POST /dynos/{p0}/restart"], "restart_all": ["POST /dynos/restart"]}


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"aliases": ("deleteThings",)}, "delete_things"),
        ({"aliases": ("things/delete-many",)}, "delete_many"),
        ({"rel": "https://rels.example/purge"}, "purge"),
        ({"rel": "destroy"}, "delete_all"),
        ({"aliases": ("delete",)}, "delete_all"),
    ],
)
def test_own_words_come_first(more, name):
    """A link that lost its name is named by its own words first."""
    one = link("Delete", "DELETE", "/things/{p0}", owners=["thing"])
    assert changing(link("Delete", "DELETE", "/things", **more), one) == {
        "delete": ["DELETE /things/{p0}"],
        name: ["DELETE /things"],
    }


def test_names_by_path():
    """A link of a resource without an identity is named by its path."""
    links = [link("Update", "PATCH", "/account"), link("Update", "PATCH", "/users/{p0}", owners=["thing"])]
    assert changing(*links) == {"update": ["PATCH /users/{p0}"], "update_account": ["PATCH /account"]}


def test_reading_and_changing_do_not_share():
    """A link that reads shares no call with one that changes something."""
    links = [
        link("Thing", href="/things"),
        link("Thing", href="/things/{p0}", owners=[""]),
        link("Thing", "POST", "/things/{p0}/x", owners=[""]),
        link("Thing", "HEAD", "/things/{p0}/y/{p1}", owners=["", ""]),
    ]
    assert changing(*links) == {
        "thing": ["GET /things", "GET /things/{p0}", "HEAD /things/{p0}/y/{p1}"],
        "x": ["POST /things/{p0}/x"],
    }


def test_bases_make_different_urls():
    """Links of one path at different bases are two calls."""
    links = [link("Go", "POST", "/a"), link("Go", "POST", "/a", at_server=True)]
    assert [len(group) for group in call_names(Resource(name="thing", links=tuple(links))).values()] == [1, 1]


@settings(max_examples=examples(400), derandomize=True, database=None, deadline=None)
@given(
    st.lists(
        st.builds(
            link,
            st.sampled_from(["", "Delete", "Create", "Delete all", "—"]),
            st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE"]),
            st.sampled_from(["/things", "/things/{p0}", "/things/{p0}/stop", "/a/{p0}/things", "/a/{p0}/things/{p1}"]),
            st.sampled_from(["", "self", "create", "stop"]),
            st.lists(st.sampled_from(["thing", "a", ""]), max_size=2),
            aliases=st.sampled_from([(), ("deleteThings",), ("stop",)]),
        ),
        max_size=10,
    )
)
def test_changing_call_has_one_url(links):
    """Two links of different method or path never share a call, except GET and HEAD."""
    for group in call_names(Resource(name="thing", links=tuple(links))).values():
        kinds = {(each.method, each.href) for each in group}
        assert len(kinds) == 1 or {method for method, _ in kinds} <= {"GET", "HEAD"}


def steps_of(links):
    """Return how many instructions it takes to name links."""
    taken = 0

    def trace(frame, event, _argument):
        nonlocal taken
        frame.f_trace_opcodes = frame.f_code.co_filename in {identifiers.__file__, link_names.__file__}
        taken += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call_names(Resource(name="thing", links=tuple(links)))
    finally:
        sys.settrace(before)
    return taken


@pytest.mark.parametrize(
    "each",
    [
        lambda number: link("Delete", "DELETE", f"/things/{number}/{{p0}}", owners=[""]),
        lambda number: link(
            "Delete", "DELETE", "/things/{p0}" if number % 2 else "/things", owners=[""] * (number % 2)
        ),
        lambda number: link("Delete", ["DELETE", "GET"][number % 2], f"/things/{number % 5}"),
        lambda number: link("Create", "POST", f"/things/{{p0}}/{number}", owners=["thing"]),
        lambda number: link("Info", "GET", f"/things/{number}/{{p0}}", owners=["thing"]),
    ],
)
def test_naming_is_linear(each):
    """The steps to name links grow in proportion to their number."""
    assert steps_of(map(each, range(200))) <= 2.3 * steps_of(map(each, range(100)))
