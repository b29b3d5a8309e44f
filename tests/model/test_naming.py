"""Names: words of a schema as Python spells them, and no link lost on the way."""

import keyword
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heroics_py.model import identifiers, link_names
from heroics_py.model.api import Link, Parameter, Resource
from heroics_py.model.identifiers import RESERVED, identifier, keyword_for, parameter_keyword, resource_names
from heroics_py.model.link_names import call_names, link_words
from heroics_py.support.suggestions import closest_names, did_you_mean


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("app", "app"),
        ("config-var", "config_var"),
        ("Batch update", "batch_update"),
        ("  List all (the) Things! ", "list_all_the_things"),
        ("class", "class_"),
        ("class_", "class_"),
        ("None", "none"),
        ("2fa", "x2fa"),
        ("_x", "x"),
        ("__class__", "class_"),
        ("items", "items"),
        ("\uff41\uff50\uff50", "app"),
        ("ﬁle", "file"),
        ("İ", "i̇"),
        ("Größe", "größe"),
        ("一覧", "一覧"),
        ("हिन्दी", "हिन्दी"),
        ("\u0307dot", "\u1e8bdot"),
        ("\u0661\u0662", "x\u0661\u0662"),
        ("🎉", ""),
        ("—", ""),
        ("", ""),
        ("\ud800", ""),
    ],
)
def test_words_become_an_identifier(words, name):
    assert identifier(words) == name


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(st.text(max_size=20))
def test_whatever_the_words_an_identifier_is_one_and_stays_itself(words):
    name = identifier(words)
    assert name == "" or (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("_")
        and unicodedata.normalize("NFKC", name) == name
        and identifier(name) == name
    )


@pytest.mark.parametrize(
    ("field", "spelled"),
    [
        ("name", "name"),
        ("größe", "größe"),
        ("_x", "_x"),
        ("in", "in_"),
        ("True", "True_"),
        ("filter[ids]", None),
        ("a-b", None),
        ("2fa", None),
        ("ﬁle", None),
        ("", None),
    ],
)
def test_a_field_is_a_keyword_where_python_can_spell_it(field, spelled):
    assert keyword_for(field) == spelled


@pytest.mark.parametrize(
    ("name", "spelled"), [("id", "id"), ("in", "in_"), ("app-id", "app_id"), ("a.b", "a_b"), ("🎉", "parameter")]
)
def test_a_parameter_always_has_a_keyword(name, spelled):
    assert parameter_keyword(Parameter(name=name)) == spelled


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
def test_a_link_is_called_by_its_title_else_its_rel_else_its_method_and_path(found, words):
    assert link_words(found) == words


def test_resources_have_a_name_each_in_the_order_of_the_schema():
    names = ["config-var", "class", "app", "config_var", "close", "with-options", "", "🎉", "2fa", "Class", "__init__"]
    assert list(resource_names(names).items()) == [
        ("config_var_2", "config-var"),
        ("class_", "class"),
        ("app", "app"),
        ("config_var", "config_var"),
        ("close_", "close"),
        ("with_options_", "with-options"),
        ("unnamed", ""),
        ("unnamed_2", "🎉"),
        ("x2fa", "2fa"),
        ("class__2", "Class"),
        ("init", "__init__"),
    ]


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(st.lists(st.text(alphabet="aA-_2 é#", max_size=4), unique=True))
def test_no_resource_is_lost_or_hides_another(names):
    spelled = resource_names(names)
    assert list(spelled.values()) == names
    assert RESERVED & spelled.keys() == set()


def test_thousands_of_resources_of_one_name_are_all_named():
    names = [f"{mark}{'-' * count}" for count in range(1_500) for mark in ("🎉", "a")]
    assert len(resource_names(names)) == len(names)


def calls(*links):
    return {
        name: [found.href for found in group] for name, group in call_names(Resource(name="app", links=links)).items()
    }


def test_links_of_one_title_that_take_different_numbers_of_parameters_share_a_call():
    assert calls(link("Info", href="/account"), link("Info", href="/users/{p0}", owners=["account"])) == {
        "info": ["/account", "/users/{p0}"]
    }


def test_the_link_with_the_resources_own_identity_keeps_the_name():
    by_team = link("Info", href="/teams/{p0}/app", owners=["team"])
    own = link("Info", href="/apps/{p0}", owners=["app"])
    assert calls(by_team, own) == {"info": ["/apps/{p0}"], "info_by_team": ["/teams/{p0}/app"]}


def test_links_of_one_method_and_path_share_a_call_whatever_their_number():
    twins = [link("Update", method="PATCH", href="/apps/{p0}", owners=["app"]) for _ in range(3)]
    assert calls(*twins) == {"update": ["/apps/{p0}"] * 3}


def test_links_that_hang_from_the_same_things_are_named_by_more_of_them():
    first = link("List", href="/apps")
    one = link("List", href="/teams/{p0}/apps/{p1}", owners=["team", "app"])
    two = link("List", href="/spaces/{p0}/regions/{p1}", owners=["space", "region"])
    three = link("List", href="/users/{p0}/regions/{p1}", owners=["user", "region"])
    assert list(calls(first, one, two, three)) == ["list", "list_by_region", "list_by_user_region"]


def test_links_that_hang_from_nothing_are_named_by_their_method_or_path():
    assert calls(link("Go", href="/a"), link("Go", href="/b"), link("Go", method="POST", href="/a")) == {
        "go": ["/a"],
        "go_get_b": ["/b"],
        "go_post": ["/a"],
    }


def test_a_name_that_a_title_already_has_is_not_taken_from_it():
    links = [link("List"), link("List", href="/x", owners=[]), link("List get x", href="/y")]
    assert calls(*links) == {"list": ["/apps"], "list_get_x": ["/y"], "list_2": ["/x"]}


def test_links_without_a_letter_anywhere_are_called_all_the_same():
    assert calls(link("—", href="/", method="—"), link("…", href="/…", method="—")) == {"call": ["/"], "call_2": ["/…"]}


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
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
def test_no_link_is_lost_and_every_call_has_a_name(links):
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
def test_the_link_of_one_thing_keeps_the_name_of_a_change(method, order):
    """Two links of one title that change one thing and all of them are two calls, in whatever order they come."""
    one, every = link("Change", method=method, href="/things/{p0}", owners=[""]), link("Change", method, "/things")
    assert changing(*[one, every][::order]) == {
        "change": [f"{method} /things/{{p0}}"],
        "change_all": [f"{method} /things"],
    }


@pytest.mark.parametrize("order", [1, -1])
def test_the_link_of_the_collection_keeps_the_name_of_a_post(order):
    """A POST to a part of one thing is named by the tail of its path, and never called with `create`."""
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


def test_a_post_that_is_no_collections_keeps_its_name_for_one_thing():
    """Where no POST of the name adds to a collection, the one that takes the most keeps the name."""
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
def test_a_link_without_its_name_goes_by_its_own_words_first(more, name):
    """The words of an operationId or a relation say more than a name that is made up."""
    one = link("Delete", "DELETE", "/things/{p0}", owners=["thing"])
    assert changing(link("Delete", "DELETE", "/things", **more), one) == {
        "delete": ["DELETE /things/{p0}"],
        name: ["DELETE /things"],
    }


def test_a_thing_without_an_identity_is_named_by_its_path():
    """The account of the caller is no collection: its link is named by the tail of its path."""
    links = [link("Update", "PATCH", "/account"), link("Update", "PATCH", "/users/{p0}", owners=["thing"])]
    assert changing(*links) == {"update": ["PATCH /users/{p0}"], "update_account": ["PATCH /account"]}


def test_a_link_that_reads_shares_nothing_with_one_that_changes():
    """A GET and a POST of one title are two calls, whatever their parameters; GETs share as ever."""
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


def test_links_of_one_path_at_other_bases_are_two_calls():
    """The same path below the base URL and at the server are two URLs."""
    links = [link("Go", "POST", "/a"), link("Go", "POST", "/a", at_server=True)]
    assert [len(group) for group in call_names(Resource(name="thing", links=tuple(links))).values()] == [1, 1]


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
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
def test_a_call_that_changes_something_has_one_url(links):
    """Whatever the links, no two of different method or path share a callable, except that GET and HEAD may."""
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
def test_names_take_steps_in_proportion_to_the_links(each):
    """Twice as many links of one title take twice the work, however they differ."""
    assert steps_of(map(each, range(200))) <= 2.3 * steps_of(map(each, range(100)))


def test_a_wrong_name_is_answered_with_the_closest_ones():
    assert closest_names("nmae", ["name", "region", "stack"]) == ["name"]
    assert did_you_mean("nmae", ["name", "region"]) == "did you mean 'name'?"
    assert did_you_mean("qqq", ["name", "region"]) == "expected one of name, region"
    assert did_you_mean("qqq", []) == "there are none"
    assert did_you_mean("qqq", (f"name{n}" for n in range(30))).endswith("name19 and 10 more")
