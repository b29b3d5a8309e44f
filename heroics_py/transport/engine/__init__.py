"""One exchange with a server in an event loop, over aiohttp.

`session` sends a request and returns the response: it chooses the session of aiohttp (ours, or the caller's), keeps to
the time limits, and turns each failure into an error of this library (`failures`). `attempts` watches one attempt: it
knows whether any of the request was sent. `direct` sends it over a connection of ours, `through_session` through a
session of aiohttp, which must not send it twice. `sent_bodies` are read while they are sent, `received_bodies` within
their limits; `network` has the certificates and proxies, `authorization` applies an authorization object of requests.

Everything else is shared with the blocking exchange: the checks of a request, decoding, framing, proxies, and texts.
"""
