"""What the workers of a fleet share: a Redis server, asked only while it answers.

- `addresses`: which URLs name a server.
- `clients`: the client of redis that an address opens.
- `breaker`: when a failing server is left alone.
- `faults`: what a failure means, in words.
- `runs`: whether a server was restarted.
- `servers`: all of them together, for each process.
"""
