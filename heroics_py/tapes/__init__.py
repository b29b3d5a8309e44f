"""Tapes: recorded requests and responses that answer in the place of a server.

| to find | look in |
| --- | --- |
| what a tape holds | `exchange`, `bodies`, `placeholders` |
| its file, in YAML or JSON | `files`, with `layout` and `yaml_text` |
| cassettes of other recorders | `vcr` |
| what is secret, and how it is replaced | `scrubbing`, with `secret_places`, `secret_search` and `kept_headers` |
| how two requests differ | `differences` |
"""
