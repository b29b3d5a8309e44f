"""An API once it is read: its resources, links and schemas.

What an API is:

api                 the API, its resources and their links
parameters          what a link takes in its href, query, headers and cookies
bodies, security    the bodies of its requests; the places for credentials, with the flows in `oauth_flows`
paging              how a list continues
deprecation         what a document marks as deprecated
packed              the pickle of all this

What a schema says:

schema              a schema within a document; `schema_types`, `alternatives`, `one_way`, `secret_paths` read it
keywords, drafts    what each keyword takes, in each draft
wording             what it takes, in words

Where things are in documents:

pointers            JSON pointers
references          what a reference leads to: by ids and anchors in `schema_ids`, `id_index`; in `linked_documents`

What things are called:

identifiers         words of a schema as names in Python
link_names          the names of links; `href_parts`, `things` and `schemes` read their hrefs
plain_text          descriptions without markup
"""
