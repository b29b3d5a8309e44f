"""One exchange with a server, over requests and urllib3, by one of two routes.

The direct route (`direct_adapter`, `pools`, `connections`) is taken if the caller passed no session, and if requests,
urllib3 and http.client are the expected, unpatched builds (`monkey_patches`). It keeps to a deadline at every byte, and
knows for certain whether any of a request was sent.

The plain route (`plain_route`) is taken otherwise: for a session of the caller, an authorization object, a mock, a
recorder, an instrument, or a fork of urllib3. Whoever patched a library sees each request, and limits hold for each
read.

Both return a response that `body_reading` reads within its limits. `failures` turns what the libraries raise into
errors of this library, and `attempt` holds the time limits of the exchange in progress.
"""
