"""From arguments to a request, and from a response to a value.

The way of a call through this package, with the module of each step:

    Link                                     a link of the schema (model)
      |  shape, identity                     which parameters and fields the caller fills, by which keywords
    CallShape ------ signature ------------> inspect.Signature
      |  binding, mismatch                   which link is meant, and where each argument goes
    Bound
      |  request                             checks the values (validation), and encodes them:
      |                                      urls, parameters, values, bodies; lists.ranges
    Request
      |
      |  [transport]                         the only part that uses the network
      |
    Response
      |  responses                           decodes the body; a status that is not 2xx becomes an error
      |
      +--> ResponseError                     with what the API says about the error
      +--> Record                            a JSON object
      +--> Collection                        a JSON array: lists; what arrives item by item: streams
      +--> text, bytes, number, None         anything else

A Collection fetches further pages through a function that its caller passes in, the next one in a thread; an
AsyncCollection awaits them, the next one in a task.
"""
