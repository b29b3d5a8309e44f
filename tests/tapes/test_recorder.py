"""What the wiretap of a tape answers, and what it forgets."""

from heroics_py.http.headers import Headers
from heroics_py.http.tape_marks import TapeMark
from heroics_py.oauth.played import PlayedTokens
from heroics_py.tapes.exchange import TapedBody, TapedExchange, TapedRequest, TapedResponse
from heroics_py.tapes.modes import mode_of
from heroics_py.tapes.played import Played
from heroics_py.tapes.recorder import Recorder, played_response
from heroics_py.tapes.scrubbing import Scrubber
from tests.helpers.recordings import scrubbed, sent


def test_a_response_to_head_has_no_body():
    """A HEAD is played without a body, whatever a cassette says; its Content-Length stays."""
    request = sent("HEAD")
    response = TapedResponse(status=200, headers=Headers({"Content-Length": "5"}), body=TapedBody("text", "hello"))
    exchange = TapedExchange(request=TapedRequest(method="HEAD", url=request.url), response=response)
    mark = TapeMark(tape="t.json", number=1, is_checked=True, is_placeholder=bool)
    played = played_response(exchange, request, mark)
    assert (played.body, played.headers.get("Content-Length")) == (b"", "5")


def test_a_tape_forgets_its_caches():
    """What a tape used in place of a cache is the same until its end, and another one in its next use."""
    played = Played((), headers=(), repeat=False)
    mode = mode_of("once", exists=False)
    recorder = Recorder("t.json", mode, played=played, scrubber=Scrubber(), is_checked=True)
    cache = object()
    first = recorder.own(cache, object)
    assert recorder.own(cache, object) is first is not cache
    recorder.forget()
    assert recorder.own(cache, object) is not first


def test_a_second_401_of_a_tape():
    """After a 401 to a renewed token, a client asks the tape for no further token, as it asked no server."""
    tokens = PlayedTokens("me")
    assert tokens.may_help(tokens.held())
    tokens.mark_fruitless(tokens.held())
    assert not tokens.may_help(tokens.held())


def test_a_boundary_is_not_on_the_tape():
    """The boundary of a multipart body, another one each time, is left out; other parameters stay."""
    form = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
    multipart, text = scrubbed(
        (sent("POST", body=form, media_type="multipart/form-data; boundary=x"), None),
        (sent("POST", body="a", media_type="text/plain; charset=utf-8"), None),
    )
    assert multipart.request.headers.get("Content-Type") == "multipart/form-data"
    assert text.request.headers.get("Content-Type") == "text/plain; charset=utf-8"
