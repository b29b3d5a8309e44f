"""Locks of a small shop."""

import json

import pytest
from moving_shop import shop_document

from heroics_py.locks.lock import LockedUse, lock_of
from heroics_py.locks.lock_file import write_lock
from heroics_py.readers import read_api


@pytest.fixture
def locked(tmp_path):
    """Return a function that writes a lock of the shop, and returns its path.

    Args of the function: ``calls``, those of the program, None for all; ``fields`` and ``answers`` of them.
    """

    def lock(calls=None, document=None, name="heroics.lock", fields=("*",), answers=("*",)):
        api = read_api(json.dumps(document or shop_document()), with_digest=True)
        uses = None if calls is None else [LockedUse(call=each, fields=fields, answers=answers) for each in calls]
        path = tmp_path / name
        write_lock(path, lock_of(api, "shop.json", "2026-11-30", uses, ["src"]))
        return path

    return lock
