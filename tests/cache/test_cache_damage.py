"""Stored entries that are damaged, moved or planted: never an answer, never an error."""

import os
import random
import time

import pytest
from cache_parts import Clock, answer, cached, get

from heroics_py.cache import BaseCacheStore, FileStore, MemoryStore
from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores.envelope import pack, seal, unpack, unseal
from heroics_py.errors import ConnectionFailed

URLS = [f"https://api.shop.example/apps/{name}" for name in ("a", "b", "c", "d", "e", "f")]
ROUNDS = 110  # for each of 6 entries: 660 mutations of files, and as many of a cachecontrol store


def _body(url):
    return b'{"url":"%s","pad":"%s"}' % (url.encode(), b"x" * 200)


def _origin(request):
    return answer(body=_body(request.url), etag=f'"{request.url[-1]}"', Cache_Control="max-age=9999999")


class _Files:
    """The blobs of a store in files, by path."""

    def __init__(self, folder):
        self.store = FileStore(folder / "cache")
        self.foreign = FileStore(folder / "other")

    def blobs(self, store=None):
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

    def blobs(self, store=None):
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
def test_no_mutation_of_an_entry_gives_a_wrong_answer_or_an_error(kind, tmp_path):
    kept, chance, clock = kind(tmp_path), random.Random(7), Clock(time.time())
    cache, inner = cached(*[_origin] * 6, store=kept.store, clock=clock)
    strange, _ = cached(*[_origin] * 6, store=kept.foreign, clock=clock)
    for url in URLS:
        cache.send(get(url, mode="rfc"))
        strange.send(get(url, mode="rfc"))
    assert all(cache.send(get(url, mode="rfc")).from_cache for url in URLS)
    whole = kept.blobs()
    names = list(whole)
    planted = list(kept.blobs(kept.foreign).values())
    assert len(names) == len(planted) == len(URLS)
    wrong = served = mutations = 0
    for _ in range(ROUNDS):
        changed = {}
        for name in names:
            others = [blob for other, blob in whole.items() if other != name] + planted
            changed[name] = chance.choice(MUTATIONS)(whole[name], others, chance)
            kept.write(name, changed[name])
        mutations += sum(changed[name] != whole[name] for name in names)
        for url in URLS:
            inner.script = [_origin]
            response = cache.send(get(url, mode="rfc"))
            wrong += response.body != _body(url)
            served += response.from_cache
        whole = kept.blobs()
    assert mutations >= 600
    assert (wrong, served) == (0, ROUNDS * len(URLS) - mutations)
    assert cache.info().corrupt == mutations
    assert cache.info().store_errors == 0


def test_more_than_1000_mutations_are_tried():
    assert 2 * ROUNDS * len(URLS) > 1000


@pytest.mark.parametrize("what", ["directory", "symlink", "pipe", "dangling"])
def test_what_is_no_plain_file_is_no_answer(what, tmp_path):
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


def test_a_secret_that_is_cut_makes_misses_and_a_new_secret(tmp_path):
    cache, _ = cached(_origin, store=FileStore(tmp_path))
    cache.send(get(URLS[0], mode="rfc"))
    secret = tmp_path / "heroics-http" / "secret"
    secret.write_bytes(b"short")
    cache, inner = cached(_origin, store=FileStore(tmp_path))
    cache.send(get(URLS[0], mode="rfc"))
    assert cache.send(get(URLS[0], mode="rfc")).from_cache
    assert len(inner.requests) == 1
    assert len(secret.read_bytes()) == 32


def test_offline_serves_nothing_after_a_write_also_where_the_store_could_not_drop_it():
    class Stuck(MemoryStore):
        def drop(self, group, at):
            raise OSError("read-only")

    cache, _ = cached(_origin, _origin, ConnectionFailed("refused"), store=Stuck())
    cache.send(get(URLS[0]))
    cache.send(get(URLS[0], method="PATCH"))
    with pytest.raises(ConnectionFailed):
        cache.send(get(URLS[0], mode="offline"))


def test_an_entry_survives_packing():
    entry = _entry(b"\x00\xff body")
    assert unpack(pack(entry)) == entry


@pytest.mark.parametrize(
    "payload",
    [b"", b"x", b"\xff" * 40, pack(None or Entry(status=1, headers={}, body=b"", requested_at=0, received_at=0))[:-1]],
)
def test_a_payload_of_another_shape_is_corrupt(payload):
    with pytest.raises(CorruptEntryError):
        unpack(payload)


def test_an_envelope_is_good_for_its_own_key_and_secret_only():
    blob = seal(b"payload", secret=b"s", key="k")
    assert unseal(blob, secret=b"s", key="k") == b"payload"
    for secret, key in [(b"t", "k"), (b"s", "l")]:
        with pytest.raises(CorruptEntryError):
            unseal(blob, secret=secret, key=key)


def test_no_pickle_is_ever_loaded(tmp_path):
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


def test_a_store_that_raises_anything_costs_no_call():
    class Broken(MemoryStore):
        def __getattribute__(self, name):
            if name in {"get", "put", "discard", "drop", "measure"}:
                raise RuntimeError("broken")
            return super().__getattribute__(name)

    cache, inner = cached(*[_origin] * 3, store=Broken())
    assert cache.send(get(URLS[0])).body == _body(URLS[0])
    assert cache.send(get(URLS[0], method="PATCH")).status == 200
    assert cache.send(get(URLS[0])).body == _body(URLS[0])
    assert len(inner.requests) == 3
    assert cache.info().where == "unavailable"
    assert cache.info().store_errors > 3


def _entry(body):
    from heroics_py.http.messages import Headers

    return Entry(status=200, headers=Headers({"ETag": '"a"'}), body=body, requested_at=1.5, received_at=2.5)


def test_a_memory_store_refuses_what_was_asked_for_before_a_drop():
    store = MemoryStore()
    store.drop("late", 2.0)
    store.drop("late", 1.0)
    store.drop("early", 1.0)
    assert [store.put(Keys(group=group, key="k"), _entry(b"")) for group in ("late", "early", "never")] == [
        False,
        True,
        True,
    ]
