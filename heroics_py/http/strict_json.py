"""JSON as answers have to be: what is not JSON to the letter is refused, and why is told."""

import json
import math
from collections.abc import Callable

from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["parse_json"]

_Decode = Callable[[bytes], Json]

_LARGE = 8_192  # bytes from which on the quick way is worth its call
_ENOUGH = 1 << 20  # bytes of large bodies from which on it is worth loading, which takes as long as reading 3 MB


def parse_json(body: bytes) -> Json:
    """Return the value of a JSON text: UTF-8 without a byte order mark, finite numbers, a sane depth (RFC 8259).

    Large bodies are read by msgspec, once so many came that loading it pays: in half the time. What it does not read,
    and everything where it is not installed, is read by the json module, which decides what is JSON and tells what is
    wrong: which of the two read a body can't be told from what is returned or raised. (But for a few levels of nesting
    where Python's stack ends: msgspec needs less of it.)

    Raises:
        ValueError: it is no such text; the reason is the message.
    """
    if len(body) < _LARGE:
        return _strictly(body)
    decode = _quick.way(len(body))
    if decode is not None:
        try:
            return decode(body)
        except Exception:  # noqa: BLE001, S110 - whatever it is: the strict way decides and explains
            pass
    return _strictly(body)


class _Quick:
    """The way of msgspec to read JSON, loaded when enough has been read for that to pay."""

    def __init__(self) -> None:
        self._seen = 0
        self._way: _Decode | None = None

    def way(self, size: int) -> _Decode | None:
        """Return what reads a large body of ``size`` bytes, or None where it is not there, or not yet."""
        if self._seen < _ENOUGH:
            self._seen += size
            if self._seen >= _ENOUGH:
                self._way = _loaded()
        return self._way


def _loaded() -> _Decode | None:
    try:
        load_modules("msgspec")
        import msgspec

        return msgspec.json.Decoder().decode
    except Exception:  # noqa: BLE001 - not installed, or broken, or there is no stack left to load it on
        return None


def _strictly(body: bytes) -> Json:
    try:
        text = body.decode()
        if not text.startswith("\ufeff"):
            return _STRICT.decode(text)  # type: ignore[no-any-return]
        reason = f"Unexpected UTF-8 BOM at character 0 of {len(text)}"
    except RecursionError:
        reason = "it is nested too deeply"
    except json.JSONDecodeError as error:
        reason = f"{error.msg} at character {error.pos} of {len(error.doc)}"
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} of {len(body)} is no UTF-8"
    except ValueError as error:
        reason = str(error).partition(";")[0]  # of a number with too many digits: how to allow more is for the program
    raise ValueError(reason)


def _refused(name: str) -> Json:
    raise ValueError(f"{name} is no number in JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


_STRICT = json.JSONDecoder(parse_float=_finite, parse_constant=_refused)
_quick = _Quick()
