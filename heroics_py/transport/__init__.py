"""How a request reaches the server: rules, a driver that carries out their steps, and an exchange that sends.

A request passes the rules from the top down, and its response comes back up:

    CallSpans, CallHooks         one call, seen from outside
     +- Deadlines                 when does this call have to end?
         +- Redirecting            may this redirect be followed, and with which headers?
             +- Authorizing         which credentials may this origin see?
                 +- Caching          can a stored response answer, or confirm with a 304? (`heroics_py.cache`)
                     +- Retrying      may this request be sent again, and when?
                         +- Throttling  does the rate limit allow a request now? (SharedThrottling, with other workers)
                             +- Overriding  must PUT, PATCH and DELETE travel as POST? (only if asked for)
                                 +- RequestHooks, RequestSpans   one request on the wire, seen from outside
                                     +- TAPPED_WIRE  yields Exchange(request), unless a wiretap answers

The order matters. Each redirect, each retry and each wait sees the request that the next rule would send: a redirect
gets credentials of its own origin, a cached response costs no rate limit, a retry waits for its turn again.
`connection.open_transport` writes it once.

A driver carries out what the rules yield. Both drivers run the same rules:

    drivers.blocking   in the thread that calls     ->  exchange: requests, or the pools of urllib3
    drivers.awaiting   in the event loop that calls  ->  engine: aiohttp

| folder | what is in it |
| --- | --- |
| `rules/` | redirects, credentials, retries, the throttle, deadlines: decisions without I/O |
| `throttles/` | the state of rate limits that several workers share, in Redis and in files |
| `drivers/` | what carries out their steps |
| `observing/` | hooks and spans |
| `credentials/` | where credentials come from, and where they go |
| `exchange/` | one exchange that blocks, and what both exchanges share |
| `engine/` | one exchange in an event loop |
"""
