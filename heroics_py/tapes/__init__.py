"""Tapes: recorded requests and responses that answer in the place of a server.

| to find | look in |
| --- | --- |
| the block, and one use of it | `tape`, `session`, with `settings` and `modes` |
| what plays, and what records | `recorder`: `played` with `matching`; `recorded` with `open_bodies`, `renewal` |
| what a tape holds | `exchange`, `bodies`, `kept_headers`, `placeholders` |
| its file, in YAML or JSON | `files`, with `layout` |
| cassettes of other recorders | `vcr`, with `vcr_text` |
| what is secret, and how it is replaced | `scrubbing` |
| ... in a request, by a schema, by its place | `request_credentials`, `marked_secrets`, `secret_places` |
| ... wherever it is repeated, however it is spelled | `secret_search`, with `found_secrets`, `secret_spellings` |
| what a refusal says | `refusal`, with `differences` |
"""
