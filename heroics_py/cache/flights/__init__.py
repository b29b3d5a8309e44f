"""Single flight: the same read, asked for by many calls at once, goes out once.

The first call leads a flight, and those that ask for the same while it lasts wait for its outcome:

    read(request)
      |- no flight that may be joined   -> lead one: inner.send(request), and share the outcome
      `- wait, as long as the deadline allows
           |- a response                -> that response
           |- a failure of the server   -> that failure
           |- no outcome, or one that is about the leader alone  -> from the beginning: one of those that wait leads
           `- a response to the leader alone (``Vary``)          -> inner.send(request)

The modules:

- `requests`: which reads share a flight. `outcomes`: which calls share an outcome.
- `flight`: one read on its way. `flights`: those of a process.
- `single_flight`: the rule that acts on these decisions, by steps.
- `among_workers`: what the leader of a process does before it asks the server, if its store is shared with other
  workers. `board`: where they note their flights for each other.
"""
