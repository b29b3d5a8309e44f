"""The drivers, which carry out the steps of rules: `blocking` in the thread that calls, `awaiting` in an event loop."""
