"""Where the tape of a test is, and its mode."""

import os
import re
from pathlib import Path
from typing import Any
from zlib import crc32

from heroics_py.tapes.modes import mode_of
from heroics_py.tapes.tape import TapeMode

__all__ = ["tape_mode", "tape_path"]

_LONGEST = 100


def tape_path(module: Path, name: str) -> Path:
    """Return the path of a test's tape: ``tapes/test_shop/test_live.yaml`` beside ``test_shop.py``.

    Args:
        module: the path of the module of the test.
        name: of the test, with its class, if any, and its parameters: ``TestShop.test_live[eu]``.
    """
    plain = re.sub(r"[^\w.\[\]-]", "-", name)
    readable = plain.rstrip("]").replace("[", "-").replace("]", "-")
    if plain != name or len(readable) > _LONGEST:  # another test may look the same
        readable = f"{readable[:_LONGEST]}-{crc32(name.encode('utf-8', 'surrogatepass')):08x}"
    return module.parent / "tapes" / module.stem / f"{readable}.yaml"


def tape_mode(option: str | None, setting: str) -> TapeMode:
    """Return the mode of tapes; without both arguments "none" under CI, else "once".

    The environment says so by ``CI=true``, ``CI=1`` or the like.

    Args:
        option: of the command line, which comes first.
        setting: of the configuration file.

    Raises:
        ValueError: no mode has that name.
    """
    is_ci = os.environ.get("CI", "").lower() not in {"", "0", "false"}
    mode: Any = option or setting or ("none" if is_ci else "once")
    mode_of(mode)
    return mode  # type: ignore[no-any-return]  # one of them
