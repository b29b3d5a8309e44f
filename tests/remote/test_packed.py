"""The pickle of an API holds its documents once."""

import gc
import pickle
import subprocess
import sys

import pytest

import heroics_py
from heroics_py.model import packed

ELSEWHERE = """
import pickle, sys
client, links, resource, scope, again = pickle.loads(sys.stdin.buffer.read())
assert client._core.api is links[0]._core.api is again
assert {id(link._core) for link in links} == {id(client._core)} == {id(resource._core)}
assert [link.prepare(*"a" * ("{" in link.href)).url for link in links] == [
    "https://shop.example/" + part for part in ("books/a", "books")
]
assert links[0]._links[0] is again.resources["book"].links[again.resources["book"].links.index(links[0]._links[0])]
assert scope.info.prepare().url == "https://shop.example/books/a"
sys.stdout.buffer.write(pickle.dumps((client, links, resource, scope, again)))
"""


def parts():
    client = heroics_py.connect("bookshelf", url="https://shop.example", trust_environment=False)
    return client, [client.book.info, client.book.list], client.book, client.book["a"], client._core.api


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_protocols(protocol):
    """Each protocol of pickle keeps the API, its links and its documents."""
    client, (info, _), *_ = parts()
    again = pickle.loads(pickle.dumps(client, protocol))
    assert again._core.api == client._core.api
    assert repr(again.book.info) == repr(info)
    assert again.book.info.target_schema == info.target_schema


def test_another_process():
    """In another process they belong together, and come back as the same ones."""
    sent = parts()
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=pickle.dumps(sent), capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    returned = pickle.loads(done.stdout)
    assert returned[4] is sent[4]


def test_size():
    """A link takes the room of its compressed documents, and many of them no more than one."""
    client = heroics_py.connect("heroku", trust_environment=False)
    one, many = pickle.dumps(client.app.info), pickle.dumps([client.app.info] * 50 + [client.app.list] * 50)
    assert (len(one) < 60_000, len(many) - len(one) < 2_000) == (True, True)


def test_unused_api_is_forgotten():
    """An API from a pickle is freed with its last user."""
    data = pickle.dumps(heroics_py.read({**heroics_py.read("bookshelf").documents.roots[""], "title": "Free me"}))
    gc.collect()
    before = len(packed._unpacked)
    api = pickle.loads(data)
    assert len(packed._unpacked) == before + 1
    del api
    gc.collect()
    assert len(packed._unpacked) == before
