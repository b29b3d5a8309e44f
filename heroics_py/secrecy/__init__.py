"""What counts as a secret, and how it is masked.

A secret never appears in a repr, a log, an error, a pickle or a stored response. It is recognized

| by | example | module | masked in |
| --- | --- | --- | --- |
| its name | ``password``, ``X-Api-Key`` | `names` | records, headers, query fields |
| its form | ``https://user:pass@host``, ``ghp_...`` | `urls`, `texts` | records, messages of servers |
| its schema | ``"format": "password"``, config vars | `model.secret_paths` | records, validation errors |
| its declaration | the field of an API key | `request_secrets` | headers, query fields |
| its value | a key that the response repeats | `request_secrets` | headers, URLs, stored responses |

A credential of the client itself is a `secret.Secret` until it is sent. Header fields that are not listed in `harmless`
stay with the API's own origin.
"""
