"""The rules of a connection: each is one concern, and a generator without I/O (see `heroics_py.http.steps`).

`transport/__init__` draws their order. A rule has no socket, no lock, no sleep and no clock of its own; what several
calls share (`departures`, the quota of `retrying`) guards itself.
"""
