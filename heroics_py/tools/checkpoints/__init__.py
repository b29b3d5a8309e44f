"""The file by which `gather` goes on where it was cut.

private_file: lines in a file of this user alone, locked as long as a run writes them
fingerprint: which calls a file is about
scrubber: what is secret in a call and its response
kept_outcome: an outcome as JSON, without secrets, and back
checkpoint: which calls are done, which were begun, and which are left
"""
