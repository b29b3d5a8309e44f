"""The commands about the changes of a schema: ``heroics lock`` and ``heroics watch``.

- `lock`: writes a lock, or checks it. `watch`: tells what has changed since a lock, or since it was run last.
- `subject`: the schema that both are about, and the calls of a program. `state`: what `watch` has seen.
"""
