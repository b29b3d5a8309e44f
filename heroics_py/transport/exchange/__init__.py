"""The two ways of one request to a server, each a class with the method ``send(request) -> Response``.

    PoolExchange      over pools of connections of urllib3: our own session, if nothing else has to see the request
    SessionExchange   over a session of requests: the caller's; or one of ours, for a proxy, for an authorization
                      object, and for a mock, a recorder or an instrument that replaced a part of requests or urllib3

`session` chooses between them for each request, by what is behind the `doors` of the libraries; `shared_session` opens
it for the first request of a process. Both hand what arrived to `body_reading`, which reads it within the limits, and
`failures` says what an error means.

A deadline holds at every byte. Our own `connections`, which serve both ways unless something replaced a part of
urllib3, set the timeout of each read and write; `attempt` tells them how much time is left. Any other connection is
used in a thread (`worker`), which is abandoned when the time is over.
"""
