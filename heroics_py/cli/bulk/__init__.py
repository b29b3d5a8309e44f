"""One call for each row of a table: ``--each`` and ``--parallel``.

text -> rows (rows, sources) -> the argument of each column (names) -> a checked call for each row (row_calls)
-> the calls, several at a time, and their results in order (run)
"""
