"""Strict JSON (RFC 8259), with the reason for each rejection."""

import json
import math
from collections.abc import Callable

from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["parse_json"]

_Decode = Callable[[bytes], Json]

_LARGE = 8_192  # bytes from which on msgspec is worth its call
_ENOUGH = 1 << 20  # bytes of large bodies from which on it is worth loading, which takes as long as parsing 3 MB


def parse_json(body: bytes) -> Json:
    """Return the value of a strict JSON text (RFC 8259).

    It is UTF-8 without a byte order mark, with finite numbers, and of a depth that Python can hold. msgspec parses
    large bodies in half the time, once there are so many that loading it pays. The json module parses all others, and
    those that msgspec rejects: it decides what is JSON, and explains each rejection. So the result does not depend on
    msgspec, except for a few levels of nesting at the end of Python's stack.

    Raises:
        ValueError: the text is not strict JSON; the message is the reason.
    """
    if len(body) < _LARGE:
        return _parse_strictly(body)
    decode = _msgspec.decoder_for(len(body))
    if decode is not None:
        try:
            return decode(body)
        except Exception:  # noqa: BLE001, S110 - the json module decides and explains
            pass
    return _parse_strictly(body)


class _Msgspec:
    """The decoder of msgspec, loaded once there is enough to parse."""

    def __init__(self) -> None:
        self._seen = 0
        self._decode: _Decode | None = None

    def decoder_for(self, size: int) -> _Decode | None:
        """Return the decoder for ``size`` bytes, or None if it is not loaded (yet)."""
        if self._seen < _ENOUGH:
            self._seen += size
            if self._seen >= _ENOUGH:
                self._decode = _load_decoder()
        return self._decode


def _load_decoder() -> _Decode | None:
    try:
        load_modules("msgspec")
        import msgspec

        return msgspec.json.Decoder().decode
    except Exception:  # noqa: BLE001 - not installed, broken, or no stack left to load it
        return None


def _parse_strictly(body: bytes) -> Json:
    try:
        text = body.decode()
        if not text.startswith("\ufeff"):
            return _DECODER.decode(text)  # type: ignore[no-any-return]
        reason = f"Unexpected UTF-8 BOM at character 0 of {len(text)}"
    except RecursionError:
        reason = "it is nested too deeply"
    except json.JSONDecodeError as error:
        reason = f"{error.msg} at character {error.pos} of {len(error.doc)}"
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} of {len(body)} is not UTF-8"
    except ValueError as error:
        reason = str(error).partition(";")[0]  # of too many digits, without the advice how to allow more
    raise ValueError(reason)


def _reject_constant(name: str) -> Json:
    raise ValueError(f"{name} is not a number in JSON")


def _parse_float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


_DECODER = json.JSONDecoder(parse_float=_parse_float, parse_constant=_reject_constant)
_msgspec = _Msgspec()
