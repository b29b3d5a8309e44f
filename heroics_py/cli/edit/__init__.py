"""A thing of an API in the user's editor: ``heroics edit``.

link_pairs    the links that read and update one thing
thing, text   the thing as it was read, as YAML for the editor (yaml_text) in a private file (draft)
changes       the body of the update: what changed, of what it takes (sent_fields)
session       from the text to the update, and what stops it; merging joins the changes of others
"""
