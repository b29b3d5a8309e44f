import json
import os
import time
from dataclasses import replace

import pytest

from heroics_py.cli.commands import run
from heroics_py.cli.profiles.kept_schemas import KeptSchema, KeptSchemas
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.target import target_of, target_of_profile
from heroics_py.errors import ConnectionFailed, NotFound, SchemaError, Unauthorized
from tests.helpers.schema_host import order_document


def title(host, **profile):
    """Return the title of the schema, as a command of its own reads it."""
    if profile:
        settings = {"name": "shop", "schema": host.schema, "url": host.url, **profile}
        target = target_of_profile(Profile(**settings), "heroics shop")
    else:
        target = target_of(host.schema, "heroics call")
    return target.describe()._core.api.title


def kept_files(tmp_path):
    return sorted((tmp_path / "cache" / "heroics-py" / "schemas").glob("*.schema"))


def test_schema_is_revalidated_by_its_etag(host):
    """The second command asks for the schema with the ETag of the copy."""
    assert [title(host), title(host)] == ["Orders", "Orders"]
    assert [headers.get("If-None-Match") for _, headers in host.received] == [None, '"1"']


def test_changed_schema_replaces_the_copy(host):
    """A schema that has changed is used at once, and kept."""
    title(host)
    host.document, host.etag = order_document("New orders"), '"2"'
    assert title(host) == "New orders"
    host.status = 503
    assert title(host) == "New orders"


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ({"status": 0}, "closed"),
        ({"status": 500}, "500"),
        ({"status": 429}, "429"),
        ({"document": b"<html>Log in to the hotel's network</html>"}, "JSON"),
        ({"document": b'{"info": {}}'}, "describes no API"),
        ({"status": 302, "location": "http://127.0.0.2:9/login"}, "another origin"),
    ],
    ids=["no answer", "500", "429", "login page", "other JSON", "redirect"],
)
def test_copy_serves_in_place_of_an_unusable_answer(host, capsys, trouble, reason):
    """If no usable schema comes, the copy serves, and one line on standard error says so."""
    title(host)
    for name, value in {"etag": None, **trouble}.items():
        setattr(host, name, value)
    assert title(host) == "Orders"
    line = capsys.readouterr().err
    assert line.startswith("heroics: using the copy of the schema from less than a minute ago: ")
    assert reason in line
    assert line.count("\n") == 1


def test_copy_serves_without_a_server(host, capsys, tmp_path):
    """Without a server, the copy serves at once, however old it is."""
    title(host)
    (file,) = kept_files(tmp_path)
    copies, gone = KeptSchemas(folder=str(file.parent)), "http://127.0.0.1:9/openapi.json"
    copies.keep(gone, replace(copies.find(host.schema), url=gone))
    os.utime(copies._path(gone, ""), (time.time() - 40 * 86_400,) * 2)
    assert target_of(gone, "heroics call").describe()._core.api.title == "Orders"
    assert "the copy of the schema from 40 days ago" in capsys.readouterr().err


def test_copies_do_not_hold_the_address(host, tmp_path):
    """The address, which may hold a key, is not in the copy."""
    target_of(f"{host.schema}?api_key=s3cr3t", "heroics call").describe()
    host.etag = None
    (file,) = kept_files(tmp_path)
    assert b"s3cr3t" not in file.read_bytes()
    assert b"openapi.json" not in file.read_bytes()


def test_other_url_has_no_copy(host):
    """A copy never serves for another URL."""
    title(host)
    with pytest.raises(ConnectionFailed):
        target_of("http://127.0.0.1:9/openapi.json", "heroics call").describe()


def test_missing_schema_is_an_error(host):
    """A schema that is gone is an error, also with a copy: the server has answered."""
    title(host)
    host.status, host.etag = 404, None
    with pytest.raises(NotFound):
        title(host)


@pytest.mark.parametrize(
    "damage", [b"", b"{}\n{}", b"\x00\xff" * 50, b"[" * 100_000], ids=["empty", "other", "noise", "deep"]
)
def test_damaged_copy_counts_as_missing(host, tmp_path, damage):
    """A damaged copy is fetched again without its ETag."""
    title(host)
    (file,) = kept_files(tmp_path)
    file.write_bytes(damage)
    assert title(host) == "Orders"
    assert [headers.get("If-None-Match") for _, headers in host.received] == [None, None]


def test_changed_copy_counts_as_missing(host, tmp_path):
    """A copy whose text was changed is not used."""
    title(host)
    (file,) = kept_files(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"Orders", b"Evil!!"))
    assert title(host) == "Orders"


def test_linked_copy_counts_as_missing(host, tmp_path):
    """A copy that is a symbolic link is not read."""
    title(host)
    (file,) = kept_files(tmp_path)
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert title(host) == "Orders"
    assert [headers.get("If-None-Match") for _, headers in host.received] == [None, None]


def test_copies_are_private(host, tmp_path):
    """The folder and the files of the copies are open to the user alone."""
    title(host)
    (file,) = kept_files(tmp_path)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_folder_that_cannot_be_written_changes_nothing(host, tmp_path):
    """A place where copies can't be kept costs nothing but the copies."""
    (tmp_path / "cache").write_text("a file")
    assert title(host) == "Orders"


def test_public_schema_gets_no_credentials(host, monkeypatch):
    """A schema that needs no credentials gets none, also from the API's own origin."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    assert title(host, url=host.url) == "Orders"
    assert host.authorizations("/openapi.json") == [None]


def test_private_schema_gets_the_token_of_its_api(host, monkeypatch):
    """A schema on the API's own origin that needs credentials gets them; the next command sends them at once."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    host.token = "sesame"
    assert [title(host, url=host.url), title(host, url=host.url)] == ["Orders", "Orders"]
    assert host.authorizations("/openapi.json") == [None, "Bearer sesame", "Bearer sesame"]


def test_private_schema_on_another_origin_gets_no_token(host, monkeypatch):
    """The host of a schema gets no token if the API has another origin, whatever it asks for."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    host.token = "sesame"
    with pytest.raises(Unauthorized, match="without credentials: a profile whose url has the schema's own origin"):
        title(host, url="https://api.example.com")
    with pytest.raises(Unauthorized):
        title(host)
    assert {*host.authorizations("/openapi.json")} == {None}


def test_copy_of_one_account_is_not_for_another(host, monkeypatch):
    """The copy of a private schema serves the account that read it alone."""
    host.token = "sesame"
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    title(host, url=host.url)
    host.status, host.token, host.etag = 500, None, None
    monkeypatch.setenv("HEROICS_TOKEN", "other")
    with pytest.raises(Exception, match="500"):
        title(host, url=host.url)
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    assert title(host, url=host.url) == "Orders"


def test_no_file_holds_the_token(host, monkeypatch, tmp_path):
    """No file of the copies, and no name of one, holds the token."""
    host.token = "sesame"
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    title(host, url=host.url)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if "sesame" in path.name or b"sesame" in path.read_bytes()] == []


def test_copy_is_read_without_sending(host):
    """A completion reads the copy, and sends nothing."""
    title(host)
    host.received.clear()
    assert target_of(host.schema, "heroics call").describe_copy()._core.api.title == "Orders"
    assert host.received == []


def test_missing_copy_sends_nothing(host):
    """Without a copy, a completion has nothing, and sends nothing."""
    with pytest.raises(SchemaError, match="no copy of http://127"):
        target_of(host.schema, "heroics call").describe_copy()
    assert host.received == []


def test_description_of_an_address_is_kept(host):
    """The description that an API's address leads to is kept, so that the next command sends one request for it."""
    assert target_of(host.url, "heroics call").describe()._core.api.title == "Orders"
    host.received.clear()
    assert target_of(host.url, "heroics call").describe()._core.api.title == "Orders"
    assert [path for path, _ in host.received] == ["/openapi.json"]


def test_cache_clear_removes_the_copies(host, tmp_path, capsys):
    """``heroics cache`` counts and removes the copies of live schemas, too."""
    title(host)
    run(["cache", "info"])
    run(["cache", "clear"])
    lines = capsys.readouterr().out.splitlines()
    assert (lines[3].startswith("schemas  1 copy of live schemas, "), lines[-1]) == (
        True,
        "removed 1 copy of live schemas",
    )
    assert kept_files(tmp_path) == []


def test_unsendable_etag_is_left_out(host):
    """An ETag that can't be sent back is not kept: it would refuse every later request."""
    host.etag = '"\xe9"'
    assert [title(host), title(host)] == ["Orders", "Orders"]
    assert [headers.get("If-None-Match") for _, headers in host.received] == [None, None]


def test_patch_is_applied_to_the_copy(host, tmp_path):
    """A patch mends the copy, too, and the copy stays as it came."""
    path = tmp_path / "patch.json"
    path.write_text(json.dumps({"info": {"title": "Mended"}}))
    assert title(host, patches=(str(path),)) == "Mended"
    host.status, host.etag = 500, None
    assert [title(host, patches=(str(path),)), title(host)] == ["Mended", "Orders"]


def test_redirect_to_another_origin_names_it(host):
    """Without a copy, a redirect to another origin is an error that names the URL to use."""
    host.status, host.location, host.etag = 302, "https://files.example/openapi.json", None
    with pytest.raises(SchemaError, match=r"redirects to another origin: if you trust https://files\.example/openapi"):
        title(host)


def test_schema_that_becomes_private_is_read_with_credentials(host, monkeypatch):
    """Once a schema needs credentials, its public copy is gone, and the next command sends them at once."""
    monkeypatch.setenv("HEROICS_TOKEN", "sesame")
    title(host, url=host.url)
    host.token = "sesame"
    assert [title(host, url=host.url), title(host, url=host.url)] == ["Orders", "Orders"]
    assert host.authorizations("/openapi.json") == [None, None, "Bearer sesame", "Bearer sesame"]


def test_names_of_private_copies_cannot_be_guessed(tmp_path):
    """The name of a private copy depends on a secret of the folder, so that nobody can test tokens by it."""
    names = set()
    for folder in ("a", "b"):
        copies = KeptSchemas(folder=str(tmp_path / folder))
        copies.keep("https://x", KeptSchema(url="https://x", body=b"{}"), "token sesame")
        names |= {path.name for path in (tmp_path / folder).glob("*.schema")}
    assert len(names) == 2
