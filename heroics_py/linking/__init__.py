"""The links that a thing has: those of its scope, and those that a hyper-schema gives a JSON value.

scope_rules         which parameters an identity fills, and so which links the scope of a thing offers
catalog             the resources and links of an API by their names in Python, in and outside of scopes

Of hyper-schemas, their contexts, relations and targets:

linked_values       which link descriptions apply to which part of a value (JSON Hyper-Schema 2019-09, 5 and 7.1)
instance_values     the value of a template's variable in the data (7.2.1, Relative JSON Pointers)
href_input          what a caller may pass for a variable (6.6.1, 7.2.2)
templates           variables and their values become a URI reference (7.2.3, RFC 6570; draft-04, 5.1.1)
uri_references      a URI reference becomes a URI (RFC 3986, 5.2)
attachments         the links of one part, with their bases and values, for a client to call (5, 6.4, 7.2)
resolved_links      all of it: each link with its context and its target (7)
"""
