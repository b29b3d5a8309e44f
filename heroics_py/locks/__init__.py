"""Locks: the schema that a program was written for, pinned in a file.

- `lock`: what a lock pins. `lock_file`: its file.
- `digests`: how a lock knows a schema again, and each call of it.
- `comparison`: what has moved since. `check`: what `connect` does about it.
"""
