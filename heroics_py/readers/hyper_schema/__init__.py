"""JSON Hyper-Schema from draft-03 to 2020-12, with the dialect of interagent's prmd.

    root                     schemas with links (link_places) are the resources of an API (resources)
     `- definitions.app      Resource "app"
         `- links[0]         one Link for each of its methods (link)
             `- href         a URI template and its parameters (href), on a base (base_urls)

Keywords of older drafts are rewritten when a schema is used (keywords).
"""
