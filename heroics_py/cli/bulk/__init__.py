"""One call for each row of a table: ``--each`` and ``--parallel``."""
