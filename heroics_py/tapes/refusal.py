"""What an error says about a request that is not on a tape."""

from heroics_py.errors import TapeError
from heroics_py.tapes.differences import differences
from heroics_py.tapes.exchange import TapedExchange, TapedRequest
from heroics_py.tapes.matching import counting
from heroics_py.tapes.played import Played

__all__ = ["refusal"]

_WAY_OUT = "Record it: mode='new' adds what is missing, mode='all' records the whole tape again."


def refusal(tape: str, mode: str, call: str, request: TapedRequest, played: Played) -> TapeError:
    """Return the error for a request that is not on a tape.

    Args:
        tape: its name.
        mode: its mode.
        call: the name of the call; empty if it is unknown.
        request: without its secrets.
        played: what is on the tape.
    """
    what = f"{request.method} {request.url}{f' ({call})' if call else ''}"
    if not played.exchanges:
        lines = [
            f"{what} is not on the tape {tape}, which is empty or does not exist; mode={mode!r} sends nothing.",
            "Record it: run this once with mode='once', and keep the file.",
        ]
    elif known := played.answering(request):
        lines = [
            f"{what} is sent more often than it was recorded: the tape {tape} has only {_numbered(known)} for it.",
            f"With repeat=True, the last one answers again. {_WAY_OUT}",
        ]
    else:
        lines = [
            f"{what} is not on the tape {tape}, and mode={mode!r} sends nothing.",
            *_comparison(call, request, played),
            _WAY_OUT,
        ]
    return TapeError("\n".join(lines), tape=tape)


def _numbered(known: list[int]) -> str:
    return f"exchange{'' if len(known) == 1 else 's'} {', '.join(str(index + 1) for index in known)}"


def _comparison(call: str, request: TapedRequest, played: Played) -> list[str]:
    """Return lines that compare a request with the closest one on the tape."""
    count = len(played.exchanges)
    closest = max(range(count), key=lambda index: _likeness(played.exchanges[index], call, request))
    exchange = played.exchanges[closest]
    name = f" ({exchange.call})" if exchange.call else ""
    ours, theirs = (counting(each, exchange, played.headers) for each in (request, exchange.request))
    lines = differences(ours, theirs, played.headers).splitlines()
    return [f"The closest is exchange {closest + 1} of {count}{name}. It differs in", *(f"  {line}" for line in lines)]


def _likeness(exchange: TapedExchange, call: str, request: TapedRequest) -> tuple[int, ...]:
    """Return how much an exchange is like a request, to compare it with others."""
    taped = exchange.request
    place, taped_place = request.url.partition("?")[0], taped.url.partition("?")[0]
    steps = zip(place.split("/"), taped_place.split("/"), strict=False)
    return (
        (taped.method == request.method) + (taped_place == place) + (bool(call) and exchange.call == call),
        taped.url == request.url,
        taped.body == request.body,
        sum(here == there for here, there in steps),
    )
