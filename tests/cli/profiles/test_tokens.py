import json

import click
import pytest

from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.target import Target, target_of, target_of_profile
from heroics_py.errors import Unauthorized
from heroics_py.secrecy.secret import Secret
from tests.helpers.schema_host import order_document


@pytest.fixture
def named_in_schema(host, tmp_path):
    """Return the target of a schema file that names the host as its server."""
    path = tmp_path / "orders.json"
    path.write_text(json.dumps(order_document(servers=[{"url": host.url}])))
    return target_of(str(path), "heroics call orders.json")


def shop(host, **settings):
    profile = Profile(name="shop", schema=host.schema, **{"url": host.url, **settings})
    return target_of_profile(profile, "heroics shop")


def listed(client):
    with client:
        return list(client.order.list())


def refusal(target, host, **arguments):
    """Return what a 401 of the list adds."""
    host.orders_status = 401
    with target.connect(**arguments) as client, pytest.raises(Unauthorized) as caught:
        list(client.order.list())
    return target.advice(caught.value)


def test_token_of_the_environment_goes_to_a_named_url(host, named_in_schema, monkeypatch):
    """HEROICS_TOKEN goes to the origin that --url names."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    listed(named_in_schema.connect(url=host.url))
    assert host.authorizations() == ["Bearer sesame"]


def test_token_of_the_environment_goes_to_the_url_of_a_profile(host, monkeypatch):
    """HEROICS_TOKEN goes to the origin of the profile's url."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    listed(shop(host).connect())
    assert host.authorizations() == ["Bearer sesame"]


def test_url_that_only_the_schema_names_gets_no_token(host, named_in_schema, monkeypatch):
    """HEROICS_TOKEN does not go to an origin that only the schema names, and the 401 says so."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    text = refusal(named_in_schema, host)
    assert text == (
        f"HEROICS_TOKEN is not sent to {host.url}, which only the schema names: name it with --url {host.url}"
    )
    assert host.authorizations() == [None]


def test_url_of_a_profile_without_one_gets_no_token(host, monkeypatch):
    """A profile without a url gets no token, even if its schema has the same origin."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    assert "is not sent to" in refusal(shop(host, url=None), host)
    assert {*host.authorizations(), *host.authorizations("/openapi.json")} == {None}


def test_token_of_stdin_is_refused_for_an_unnamed_url(host, named_in_schema):
    """A token of --token-stdin for an origin that only the schema names is refused before anything is sent."""
    with pytest.raises(click.UsageError, match="the token of --token-stdin is not sent to http"):
        named_in_schema.connect(token=Secret("sesame"))
    assert host.received == []


def test_token_of_stdin_wins(host, named_in_schema, monkeypatch):
    """The token of --token-stdin wins over HEROICS_TOKEN."""
    monkeypatch.setenv("HEROICS_TOKEN", "other")
    listed(named_in_schema.connect(url=host.url, token=Secret("sesame")))
    assert host.authorizations() == ["Bearer sesame"]


def test_variable_of_a_profile_replaces_the_usual_one(host, monkeypatch):
    """A profile that names a variable gets the token in it, and not HEROICS_TOKEN."""
    monkeypatch.setenv("HEROICS_TOKEN", "other")
    monkeypatch.setenv("SHOP_KEY", "sesame")
    target = shop(host, token_from="SHOP_KEY")
    listed(target.connect())
    monkeypatch.delenv("SHOP_KEY")
    listed(target.connect())
    assert host.authorizations() == ["Bearer sesame", None]


def test_variable_of_a_profile_stays_with_its_url(host, named_in_schema, monkeypatch):
    """The token of a profile does not go to another URL that the user names."""
    monkeypatch.setenv("SHOP_KEY", "sesame")
    profile = Profile(
        name="shop", schema=named_in_schema.schema, url="https://shop.example", token_from="SHOP_KEY", login="1"
    )
    listed(target_of_profile(profile, "heroics shop").connect(url=host.url))
    assert host.authorizations() == [None]


def test_netrc_is_read_for_an_unnamed_url(host, named_in_schema, netrc):
    """Credentials in netrc are for one host each, so they go to one that the schema names."""
    netrc("machine 127.0.0.1 login ann password sesame\n")
    listed(named_in_schema.connect())
    assert host.authorizations() == ["Basic YW5uOnNlc2FtZQ=="]


def test_refusal_without_a_token_names_the_ways(host, named_in_schema):
    """A 401 without a token says how to pass one."""
    assert refusal(named_in_schema, host) == (
        f"pass a token by HEROICS_TOKEN with --url {host.url}, --token-stdin with --url {host.url} or netrc"
    )


def test_refusal_names_the_variable_of_the_profile(host, monkeypatch):
    """A profile with a variable of its own gets no other, and the 401 names that one."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    assert refusal(shop(host, token_from="SHOP_KEY"), host).startswith("pass a token by SHOP_KEY, --token-stdin, ")
    assert host.authorizations() == [None]


def test_refusal_names_the_source(host, monkeypatch):
    """A 401 for a token says where the token came from."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    assert refusal(shop(host), host) == "the token came from HEROICS_TOKEN"


def test_heroku_key_works_without_a_url(monkeypatch):
    """HEROKU_API_KEY goes to Heroku's own origin, which its bundled schema names; HEROICS_TOKEN does not."""
    monkeypatch.setenv("HEROKU_API_KEY", "sesame")
    monkeypatch.setenv("HEROICS_TOKEN", "other")
    with target_of("heroku", "heroics call heroku").connect() as client:
        assert client._core.connection.credential_source == "HEROKU_API_KEY"


def test_token_of_stdin_goes_to_a_bundled_api():
    """A token of --token-stdin goes to the URL of a bundled schema."""
    with target_of("heroku", "heroics call heroku").connect(token=Secret("sesame")) as client:
        assert client._core.connection.credential_source == "token="


def test_target_shows_no_token(host, monkeypatch):
    """A target shows no token in its repr."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    target = shop(host)
    target.connect(token=Secret("open")).close()
    assert "sesame" not in repr(target) + repr(target._state)
    assert "open" not in repr(target._state)


def test_schema_without_a_url_asks_for_one(tmp_path):
    """A schema that names no server asks for --url."""
    path = tmp_path / "orders.json"
    path.write_text(json.dumps(order_document()))
    target = Target(typed="heroics call", schema=str(path))
    assert [*dir(target.describe().order)] == ["list"]
    with pytest.raises(click.UsageError, match=r"has no base URL: name it with --url https://api\.example\.com"):
        target.connect()


@pytest.mark.parametrize("url", ["shop.example", "https://ann:sesame@x", "https://x?key=sesame", "https://[::1", " "])
def test_odd_url_is_refused(named_in_schema, url):
    """What can't be the URL of an API is a mistake of the command line; a password in it is not shown."""
    with pytest.raises(click.UsageError, match="--url: ") as caught:
        named_in_schema.connect(url=url)
    assert "sesame" not in caught.value.message


@pytest.mark.parametrize("token", ["two\nlines", "gr\u00fcn", "nul\x00"])
def test_odd_token_is_refused(host, named_in_schema, monkeypatch, token):
    """A token that a header can't carry is named by its source, and not shown."""
    with pytest.raises(click.UsageError, match="the token of --token-stdin can't be sent") as caught:
        named_in_schema.connect(url=host.url, token=Secret(token))
    assert token[:3] not in caught.value.message


@pytest.mark.parametrize("address", ["https://ann:sesame@x/y", "https://ann:ses/ame@x/y"])
def test_password_in_the_url_of_a_schema_is_refused(address):
    """A password in the URL of a schema is refused, and not shown."""
    with pytest.raises(click.UsageError, match="the URL of the schema holds credentials") as caught:
        target_of(address, "heroics call").describe()
    assert "ses" not in caught.value.message
