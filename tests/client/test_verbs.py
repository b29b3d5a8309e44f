"""Verbs of other clients, and the links that they mean."""

import pytest
from canned import connected

from heroics_py.client.advice import names as name_advice
from heroics_py.client.advice.verbs import kind_of, meant_calls
from heroics_py.model.api import Link

pytestmark = pytest.mark.usefixtures("driver")

CLIENT, _ = connected()


@pytest.mark.parametrize(
    ("verbs", "link"),
    [
        ("get retrieve show fetch read find describe view Get", "info"),
        ("all index query search ls get_all getAll list_apps find_many", "list"),
        ("new add post insert make createApp", "create"),
        ("edit patch modify put set change save update_app", "update"),
        ("remove destroy del drop removeApp delete_by_id", "delete"),
    ],
)
def test_verbs_on_a_resource(verbs, link):
    """A verb of another client is refused with the link that does the same."""
    for verb in verbs.split():
        with pytest.raises(AttributeError, match=f"did you mean '{link}'\\?$"):
            getattr(CLIENT.app, verb)


@pytest.mark.parametrize(("verb", "link"), [("get", "info"), ("remove", "delete"), ("patch", "update")])
def test_verbs_on_a_scope(verb, link):
    """A scope knows the verbs, too."""
    with pytest.raises(AttributeError, match=f"did you mean '{link}'\\?$"):
        getattr(CLIENT.app["example"], verb)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("get", "a resource comes first, such as client.account_feature.info(...)"),
        ("post", "a resource comes first, such as client.addon_attachment.create(...)"),
        ("request", "heroics_py.find(client, ...) finds links"),
        ("request", "heroics_py.request(client, 'GET', '/...') sends a request of your own"),
        ("post", "heroics_py.request(client, 'POST', '/...') sends a request of your own"),
        ("values", "list(client) has the names of the resources"),
        ("apps", "did you mean 'app'?"),
        ("Apps", "did you mean 'app'?"),
        ("configvars", "did you mean 'config_var'?"),
        ("ConfigVars", "did you mean 'config_var'?"),
        ("list_apps", "did you mean client.app.list?"),
        ("get_config_var", "did you mean client.config_var.info?"),
        ("app_create", "did you mean client.app.create?"),
    ],
)
def test_names_on_a_client(name, text):
    """A client suggests the resource for a plural, and the link for a verb."""
    with pytest.raises(AttributeError) as caught:
        getattr(CLIENT, name)
    assert text in str(caught.value)


def test_long_names(monkeypatch):
    """The words of a name that nobody types are not compared with those of the resources."""
    monkeypatch.setattr(name_advice, "singulars_of", lambda _: pytest.fail("they were compared"))
    with pytest.raises(AttributeError, match="expected one of"):
        getattr(CLIENT, "get_" * 100)


@pytest.mark.parametrize("name", ["batchUpdate", "BatchUpdate", "batchupdate", "batch-update"])
def test_spellings_of_a_link(name):
    """Another spelling of a name is the only suggestion."""
    with pytest.raises(AttributeError, match=r"did you mean 'batch_update'\?$"):
        getattr(CLIENT.formation, name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("get", "info"), ("getBooks", "list"), ("remove_book", "delete"), ("reboot", None), ("get_or_create", None)],
)
def test_kinds_of_verbs(name, kind):
    """A verb counts with the words of the resource and small words alone."""
    assert kind_of(name, ["book"]) == kind


def links(*specs):
    """Return calls by name, each of one link, from "name rel method href"."""
    parts = [spec.split() for spec in specs]
    return {
        name: (Link(resource="book", rel=rel.strip("-"), method=method, href=href),)
        for name, rel, method, href in parts
    }


def test_reading_never_means_changing():
    """A verb that reads means no link that changes something, whatever its relation."""
    calls = links("set self PUT /books/{id}", "info self POST /books/{id}", "gets instances DELETE /books")
    assert (meant_calls("info", calls), meant_calls("list", calls)) == ([], [])


def test_links_by_method():
    """Without relations, method and path say what a link does."""
    calls = links(
        "a - GET /books", "b - GET /books/{id}", "c - POST /books", "d - PUT /books/{id}", "e - DELETE /b/{id}"
    )
    kinds = ("list", "info", "create", "update", "replace", "delete")
    assert [meant_calls(kind, calls) for kind in kinds] == [["a"], ["b"], ["c"], ["d"], ["d"], ["e"]]


def test_a_link_that_can_not_be_called():
    """A link with a fault is not suggested."""
    (link,) = links("info self GET /books/{id}")["info"]
    assert meant_calls("info", {"info": (link.replaced(fault="no href"),)}) == []
