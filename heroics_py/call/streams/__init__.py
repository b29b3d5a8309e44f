"""Responses whose items arrive one by one, as rules without I/O and a `Stream` that is driven by steps.

Response with an open source
  |  formats        which parser its media type has; how a stream of it goes on after a break
  |  reading        the next item: read a piece, open again after a break, close
Stream              iterates, by a function that carries out steps: it blocks, or returns an awaitable
"""
