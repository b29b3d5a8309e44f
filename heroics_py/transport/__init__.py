"""The skins between a client and the server, each with one method: `send`.

A request passes them from the top down, and its response comes back up:

    Redirecting      may this redirect be followed, and with which headers?
     +- Authorizing   which credentials may this origin see?
         +- Caching    can a stored response answer, or confirm with a 304? (built by `heroics_py.cache`)
             +- Retrying   may this request be sent again, and when?
                 +- Throttling  does the rate limit allow a request now?
                     +- Overriding  must PUT, PATCH and DELETE travel as POST? (only if asked for)
                         +- SharedSession  which open session serves this process?
                             +- Session      one exchange: what came, or which error was it?

The order matters. Each redirect, each retry and each wait sees the request that the next skin would send: a redirect
gets credentials of its own origin, a cached response costs no rate limit, a retry waits for its turn again.
`connection.open_transport` assembles them. Hooks and spans are around all of it and around each request that is sent:
`observing`.
"""
