"""Stored entries that are damaged, moved or planted."""

import json
import os
import random
import struct
import time
from dataclasses import replace

import pytest
from cache_parts import Clock, cached, get, make_response

from heroics_py.cache import BaseCacheStore, FileStore
from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.stores.envelope import pack, seal, unpack, unseal

URLS = [f"https://api.shop.example/apps/{name}" for name in ("a", "b", "c", "d", "e", "f")]
ROUNDS = 110  # for each of 6 entries: 660 mutations of files, and as many of a cachecontrol store


def _body(url):
    return b'{"url":"%s","pad":"%s"}' % (url.encode(), b"x" * 200)


def _origin(request):
    return make_response(body=_body(request.url), etag=f'"{request.url[-1]}"', Cache_Control="max-age=9999999")


class _Files:
    """The blobs of a store in files, by path."""

    def __init__(self, folder):
        self.store = FileStore(folder / "cache")
        self.foreign = FileStore(folder / "other")

    def read(self, store=None):
        root = (store or self.store).root
        return {
            str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and path.name != "secret"
        }

    def write(self, path, blob):
        with open(path, "wb") as file:
            file.write(blob)


class _Foreign:
    """The blobs of a store of cachecontrol, by key."""

    def __init__(self, _):
        from cachecontrol.cache import DictCache

        self.store = BaseCacheStore(DictCache())
        self.foreign = BaseCacheStore(DictCache())

    def read(self, store=None):
        return {key: blob for key, blob in (store or self.store)._cache.data.items() if key != "heroics-py:secret"}

    def write(self, key, blob):
        self.store._cache.data[key] = blob


def _flip(blob, others, chance):
    at = chance.randrange(len(blob))
    return blob[:at] + bytes([blob[at] ^ (1 << chance.randrange(8))]) + blob[at + 1 :]


def _cut(blob, others, chance):
    return blob[: chance.randrange(len(blob))]


def _grow(blob, others, chance):
    return blob + chance.randbytes(chance.randrange(1, 50))


def _swap(blob, others, chance):
    return chance.choice(others)


def _plant(blob, others, chance):
    return chance.choice(
        [b"", b"\x00" * len(blob), chance.randbytes(len(blob)), b"cc=4,\x80", b"\x80\x04cos\nsystem\n."]
    )


def _splice(blob, others, chance):
    at = chance.randrange(len(blob))
    return blob[:at] + chance.choice(others)[at:]


def _rewrite(blob, others, chance):
    return blob.replace(b"xxxx", b"yyyy", 1)


MUTATIONS = [_flip, _flip, _flip, _cut, _cut, _grow, _swap, _swap, _plant, _splice, _rewrite]


@pytest.mark.parametrize("kind", [_Files, _Foreign])
def test_no_damaged_entry_is_served(kind, tmp_path):
    """Of more than 1,000 damaged, truncated, swapped and planted entries, none is served and none raises."""
    blobs, chance, clock = kind(tmp_path), random.Random(7), Clock(time.time())
    cache, inner = cached(*[_origin] * 6, store=blobs.store, clock=clock)
    foreign, _ = cached(*[_origin] * 6, store=blobs.foreign, clock=clock)
    for url in URLS:
        cache.send(get(url, mode="rfc"))
        foreign.send(get(url, mode="rfc"))
    assert all(cache.send(get(url, mode="rfc")).from_cache for url in URLS)
    whole = blobs.read()
    names = list(whole)
    planted = list(blobs.read(blobs.foreign).values())
    assert len(names) == len(planted) == len(URLS)
    wrong = served = mutations = 0
    for _ in range(ROUNDS):
        changed = {}
        for name in names:
            others = [blob for other, blob in whole.items() if other != name] + planted
            changed[name] = chance.choice(MUTATIONS)(whole[name], others, chance)
            blobs.write(name, changed[name])
        mutations += sum(changed[name] != whole[name] for name in names)
        for url in URLS:
            inner.script = [_origin]
            response = cache.send(get(url, mode="rfc"))
            wrong += response.body != _body(url)
            served += response.from_cache
        whole = blobs.read()
    assert mutations >= 600
    assert (wrong, served) == (0, ROUNDS * len(URLS) - mutations)
    assert cache.info().corrupt == mutations
    assert cache.info().store_errors == 0


@pytest.mark.parametrize("what", ["directory", "symlink", "pipe", "dangling"])
def test_only_regular_files_are_read(what, tmp_path):
    """What is not a regular file is never served."""
    store = FileStore(tmp_path / "cache")
    cache, _ = cached(*[_origin] * 3, store=store)
    cache.send(get(URLS[0], mode="rfc"))
    (path,) = (path for path in store.root.rglob("*") if path.is_file() and path.name != "secret")
    aside = tmp_path / "aside"
    os.replace(path, aside)
    {
        "directory": lambda: os.mkdir(path),
        "symlink": lambda: os.symlink(aside, path),
        "pipe": lambda: os.mkfifo(path),
        "dangling": lambda: os.symlink(tmp_path / "nothing", path),
    }[what]()
    response = cache.send(get(URLS[0], mode="rfc"))
    assert (response.body, response.from_cache) == (_body(URLS[0]), False)
    assert cache.info().corrupt == 1


def test_a_truncated_secret_is_replaced(tmp_path):
    """A truncated secret leads to misses and a new secret."""
    cache, _ = cached(_origin, store=FileStore(tmp_path))
    cache.send(get(URLS[0], mode="rfc"))
    secret = tmp_path / "heroics-http" / "secret"
    secret.write_bytes(b"short")
    cache, inner = cached(_origin, store=FileStore(tmp_path))
    cache.send(get(URLS[0], mode="rfc"))
    assert cache.send(get(URLS[0], mode="rfc")).from_cache
    assert len(inner.requests) == 1
    assert len(secret.read_bytes()) == 32


def test_packing_keeps_an_entry():
    """Packing and unpacking keeps an entry."""
    entry = _entry(b"\x00\xff body")
    assert unpack(pack(entry)) == entry


def test_packing_keeps_what_is_incomplete():
    """An incomplete entry is a payload of the second version, and is read as incomplete."""
    entry = replace(_entry(b"\x00\xff bo"), is_complete=False)
    assert unpack(pack(entry)) == entry
    assert pack(entry)[:8] == b"\x02" + bytes(7)


@pytest.mark.parametrize("body", [b" ", b"{}", b'{"a":"b"}' * 20, b"\x00" * 99])
def test_an_older_reader_rejects_a_part(body):
    """A reader of the first version rejects an incomplete entry; complete ones it can read as before."""
    assert _read_version_1(pack(_entry(body))) == ({"ETag": '"a"'}, body)
    with pytest.raises(ValueError, match=r"Expecting|decode|Extra data|Invalid"):
        _read_version_1(pack(replace(_entry(body), is_complete=False)))


def _read_version_1(payload):
    _, _, _, length = struct.unpack_from(">ddHI", payload)
    start = struct.calcsize(">ddHI") + length
    return json.loads(payload[struct.calcsize(">ddHI") : start]), payload[start:]


@pytest.mark.parametrize(
    "payload",
    [b"", b"x", b"\xff" * 40, pack(None or Entry(status=1, headers={}, body=b"", requested_at=0, received_at=0))[:-1]],
)
def test_another_payload_is_corrupt(payload):
    """Any other payload is corrupt."""
    with pytest.raises(CorruptEntryError):
        unpack(payload)


def test_an_envelope_is_for_one_key_and_secret():
    """An envelope is valid for its own key and secret only."""
    blob = seal(b"payload", secret=b"s", key="k")
    assert unseal(blob, secret=b"s", key="k") == b"payload"
    for secret, key in [(b"t", "k"), (b"s", "l")]:
        with pytest.raises(CorruptEntryError):
            unseal(blob, secret=secret, key=key)


def test_no_pickle_is_ever_loaded(tmp_path):
    """No pickle is ever loaded."""
    import pickle

    class Trap:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "sprung"),))

    store = FileStore(tmp_path)
    cache, _ = cached(_origin, _origin, store=store)
    cache.send(get(URLS[0]))
    (path,) = (path for path in store.root.rglob("*") if path.is_file() and path.name != "secret")
    path.write_bytes(pickle.dumps(Trap()))
    assert not cache.send(get(URLS[0])).from_cache
    assert not (tmp_path / "sprung").exists()


def _entry(body):
    from heroics_py.http.headers import Headers

    return Entry(status=200, headers=Headers({"ETag": '"a"'}), body=body, requested_at=1.5, received_at=2.5)
