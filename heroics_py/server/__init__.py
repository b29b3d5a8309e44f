"""The sandbox: an API that answers from its schema, stateful and in memory.

How a request becomes a response:

    method, path, query, headers, body
        |
      rules         credentials, rate limit, Accept          401, 429, 406     http_rules, rate_limit
        |
      router        path -> route and captures -> link       404, 405          routes
        |
      resolution    captures -> parents and an entity        404               catalog, state
        |
      input         If-Match; parameters and the body        412, 400,         http_rules, inputs, parameters,
        |           are checked against the link's schemas   415, 422          bodies, forms
      operation     list show create put change remove act                     operations
        |
      store         entities by type and identity                              state, creation, store
        |
      response      JSON, ETag, page of a list               200-206, 304,     representations, ranges, paging
        |                                                    416
      document      the status, media type and schema that   as described      documented, conformity, encodings
                    it describes for this response, if any

`Core` runs these steps, `Sandbox` adds faults and a log, and `Server` puts a sandbox on a socket.

How the schema decides what happens:

    identity    the attributes in a resource's ``identity``, otherwise ``id``; a capture may be any of them
    list        a link whose target schema is an array, or whose rel is "instances"
    ranges      the attributes in a link's ``ranges``, otherwise the identity; the first is the default order
    parents     the captures before the last; an entity is within all of them
    paths       where the document describes responses: POST on a collection creates, GET lists it, and the variable at
                the end of an item's path means one of its attributes (path_types, nouns)
    examples    types without a create link start with a few entities, made from their examples
"""

from heroics_py.server.http_server import Server
from heroics_py.server.received_request import ReceivedRequest
from heroics_py.server.responses import SandboxResponse
from heroics_py.server.sandbox import Sandbox

__all__ = ["ReceivedRequest", "Sandbox", "SandboxResponse", "Server"]
