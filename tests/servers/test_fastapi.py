"""A server in FastAPI, driven as its users would: log in, create, list, upload, update, delete, and a 422."""

import io
from uuid import UUID

import pytest

import heroics_py
from heroics_py import CallError, NotFound, ResponseError, Unauthorized, UnprocessableEntity, ValidationError


@pytest.fixture(scope="module")
def url(start):
    return start("fastapi_shop.py", "fastapi", "uvicorn", "python_multipart")


@pytest.fixture(scope="module")
def shop(url):
    with heroics_py.connect(f"{url}/openapi.json") as anyone:
        token = anyone.token.log_in(username="ada", password="open sesame").access_token
    with heroics_py.connect(f"{url}/openapi.json", token=token) as client:
        yield client


@pytest.fixture
def item(shop):
    item = shop.item.create(name="Lamp", price=9.5, size="small", tags=["home", "light"])
    yield item
    if shop.item.list(tag=["home"]):
        shop.item.delete(item)


def test_names_are_those_a_person_types(shop):
    """Default operation ids lose their path and method."""
    assert {name for name in dir(shop) if name not in {"close", "with_options"}} == {"token", "user", "item", "order"}
    assert {"create", "list", "read", "replace", "update", "delete", "upload_photo", "upload_photos"} <= set(
        dir(shop.item)
    )


def test_the_host_alone_is_enough(url):
    """The description is found from the host."""
    with heroics_py.connect(url) as client:
        assert "item" in dir(client)


def test_a_wrong_login_says_why(url):
    """The text of the server's error is shown."""
    with (
        heroics_py.connect(f"{url}/openapi.json") as client,
        pytest.raises(ResponseError, match="Incorrect username or password"),
    ):
        client.token.log_in(username="ada", password="wrong")


def test_a_missing_token_is_unauthorized(url):
    """A call without a token is a 401."""
    with heroics_py.connect(f"{url}/openapi.json") as client, pytest.raises(Unauthorized):
        client.user.read_me()


def test_the_user_is_known(shop):
    """The token of the login is sent."""
    assert shop.user.read_me().username == "ada"


def test_a_record_is_its_own_argument(shop):
    """What create returned reads, updates, refreshes and deletes itself."""
    item = shop.item.create(name="Chair", price=20)
    assert shop.item.read(item) == item
    assert shop.item.update(item, price=25).price == 25
    assert heroics_py.refresh(item).price == 25
    assert shop.item.replace(item, name="Stool", price=5).name == "Stool"
    assert shop.item[item].read().name == shop.item[item.id].read().name == "Stool"
    assert heroics_py.links(item).delete() is None
    with pytest.raises(NotFound, match="Item not found"):
        shop.item.read(item)


def test_a_list_takes_its_filters(shop, item):
    """Query parameters filter, a list repeats its name."""
    assert [each.id for each in shop.item.list(size="small", tag=["home", "light"])] == [item.id]
    assert list(shop.item.list(tag=["none"])) == []
    assert list(shop.item.list(skip=1, limit=1, x_trace="t1")) == []


def test_bad_values_stop_before_they_are_sent(shop):
    """A value that fails its schema is never sent."""
    with pytest.raises(ValidationError, match="limit"):
        shop.item.list(limit=0)
    with pytest.raises(ValidationError, match="size"):
        shop.item.create(name="Lamp", price=1, size="huge")
    with pytest.raises(ValidationError, match="item_id"):
        shop.item.read("seven")
    with pytest.raises(CallError, match="did you mean 'name'"):
        shop.item.create(nmae="Lamp", price=1)


def test_a_422_names_the_field(shop):
    """What is sent unchecked comes back with the server's own reasons."""
    with pytest.raises(UnprocessableEntity, match="price"):
        shop.item.create.with_options(validate=False)(name="Lamp", price=-1)


def test_a_file_is_uploaded(shop, item, tmp_path):
    """An open file goes with its name and type, a caption beside it."""
    path = tmp_path / "lamp.png"
    path.write_bytes(b"\x89PNG" + bytes(2_000_000))
    with path.open("rb") as file:
        photo = shop.item.upload_photo(item, file=file, caption="From the left")
    assert photo == {"filename": "lamp.png", "content_type": "image/png", "size": 2_000_004, "caption": "From the left"}


def test_several_files_are_uploaded(shop, item):
    """A list of files is a part each."""
    photos = shop.item.upload_photos(item, files=[("a.txt", b"a"), ("b.pdf", io.BytesIO(b"bb"), "application/pdf")])
    assert [(each.filename, each.content_type, each.size) for each in photos] == [
        ("a.txt", "text/plain", 1),
        ("b.pdf", "application/pdf", 2),
    ]


def test_a_body_can_be_a_list(shop, item):
    """A body that is a list is one more argument; the identity of an order is a UUID."""
    order = shop.order.create([{"item_id": item.id, "count": 2}])
    assert shop.order.read(order).lines[0].count == 2
    assert shop.order.read(UUID(order.id)) == order
    with pytest.raises(ValidationError, match="order_id"):
        shop.order.read("o1")


def test_a_record_of_another_kind_is_refused(shop, item):
    """An order does not identify an item."""
    order = shop.order.create([{"item_id": item.id}])
    with pytest.raises(CallError, match="order"):
        shop.item.delete(order)


def test_every_example_of_help_is_valid(shop):
    """Each example in the help of each link passes its own call."""
    for resource in dir(shop):
        if resource in {"close", "with_options"}:
            continue
        for name in dir(getattr(shop, resource)):
            assert getattr(getattr(shop, resource), name).__doc__
