"""Profiles, and what every command that is about an API needs to know of it.

- `profile`: what is remembered of an API. `profile_fields`: what each field may be. `profile_names`: its name.
- `profile_file`: the file of all profiles.
- `target`: what a command is about. `schema_source`: the schema that it reads; `live_schema`: one at a URL, with the
  copies in `kept_schemas`.
- `credentials`: which token it sends, and to which origin. `keyring`: the tokens in the keyring of the system.
"""
