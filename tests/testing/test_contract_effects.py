"""A contract reads what a success claims to have done, and finds what had no effect."""

import pytest
from faulty_shop import DOCUMENT, FaultyShop

import heroics_py
from heroics_py import Headers
from heroics_py.testing import contract


class LosingShop(FaultyShop):
    """A shop in which a success has no effect."""

    def __init__(self, method):
        super().__init__()
        self.method = method

    def send(self, request):
        before = {number: dict(item) for number, item in self.items.items()}
        response = super().send(request)
        if request.method == self.method:
            self.items = before
        return response


class OneTagShop(FaultyShop):
    """A shop whose ETag never changes."""

    def send(self, request):
        response = super().send(request)
        is_item = request.method == "GET" and "/items/" in request.url
        return response.replaced(headers=Headers({**response.headers, "ETag": '"same"'})) if is_item else response


class SlugShop(FaultyShop):
    """A shop that takes each name only once."""

    def create(self, sent):
        if isinstance(sent, dict) and sent.get("name") in {each["name"] for each in self.items.values()}:
            sent = None
        return super().create(sent)


def examined(shop, **options):
    with heroics_py.connect(DOCUMENT, url="http://127.0.0.1:8000", transport=shop, retries=0) as client:
        return contract(client, seed=1, examples=4, errors="collect", **options)


@pytest.mark.parametrize(
    ("method", "link", "kind"),
    [
        ("POST", "item.create", "not created"),
        ("PUT", "item.replace", "not changed"),
        ("DELETE", "item.delete", "not deleted"),
    ],
)
def test_success_without_effect_is_found(method, link, kind):
    """A thing that is not there after its creation, as before after its change, or there after its deletion."""
    (violation,) = examined(LosingShop(method), links=[link]).violations
    assert violation.link == link
    assert violation.kind == kind
    assert violation.python.startswith(f"client.{link}.send(")


def test_etag_that_outlives_a_change_is_found():
    """The same strong ETag before a change and after it is found, also where two reads in a row agree."""
    violations = examined(OneTagShop(), links=["item.read", "item.replace"]).violations
    assert ("item.read", "stale ETag") in {(each.link, each.kind) for each in violations}


def test_unique_names_do_not_keep_things_away():
    """Where the server takes each name once, the links that change a thing still find others to change."""
    shop = SlugShop(lambda request, sent, status, headers, data: (500 if request.method == "PUT" else status, {}, data))
    report = examined(shop, links=["item.replace"])
    numbers = {url for method, url, _ in shop.sent if method == "PUT" and url.rpartition("/")[2].isdigit()}
    assert len(report.violations) == 1
    assert len(numbers) > 5
