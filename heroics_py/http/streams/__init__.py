r"""The formats of bodies that arrive item by item, as parsers without I/O.

Each takes the pieces of a body as they arrive, cut anywhere, and returns the items that they complete:

    parser = EventParser()
    parser.feed(b"data: on")     # []
    parser.feed(b"e\n\n")        # [Event(data="one", ...)]
    parser.end()                 # []

The time is linear in the size of the body, and no more than one item is kept.
"""
