"""No canary is found on any of a thousand tapes, each with secrets of other kinds, in other places and encodings.

A few of them are made here; CANARY_TAPES=1000 asks for all.
"""

import os

import pytest
import yaml

from heroics_py.tapes.files import read_tape, write_tape
from heroics_py.tapes.scrubbing import Scrubber
from tests.helpers.canaries import Canaries, encodings_of, leaks

COUNT = int(os.environ.get("CANARY_TAPES", "16"))


def strings(value):
    """Yield each text of a value, its keys and numbers among them."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    else:
        yield str(value)


def contents(path):
    """Return the bytes of a tape, and after them its texts, which YAML may spell in another way."""
    data = path.read_bytes()
    texts = "\n".join(strings(yaml.safe_load(data)))
    return data + b"\n" + texts.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("part", range(4))
def test_no_canary_on_a_tape(tmp_path, part):
    """A tape has no secret of its requests and responses, wherever a server repeats it, and however it is encoded."""
    found = []
    for seed in range(part, COUNT, 4):
        made = Canaries(seed)
        exchanges = Scrubber().exchanges(made.recordings())
        path = tmp_path / f"{seed}.{('yaml', 'json')[seed % 2]}"
        write_tape(path, exchanges)
        assert read_tape(path) == exchanges
        found += [(seed, each) for each in leaks(contents(path), made.canaries)]
    assert found == []


@pytest.mark.parametrize("secret", ["s3cret-t0ken-99", "ab12 \"c\\/d'&<%+=;,é", "p\N{PILE OF POO}-99887766"])
def test_the_search_finds_every_encoding(secret):
    """The search for canaries finds one in each encoding that the tapes are tried with."""
    texts = encodings_of(secret)
    assert [text for text in texts if not leaks(text.encode(), [secret])] == []
