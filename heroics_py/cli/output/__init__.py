"""The results of calls, on standard output or in a file.

    values -> selection (--fields, --query) -> a format -> a sink (standard output, or a file)

``write_call`` calls a link and writes what it returns; ``write_result`` writes a result that is there already.
"""

from heroics_py.cli.output.options import OutputOptions, list_limit, output_options, output_parameters
from heroics_py.cli.output.writing import write_call, write_result

__all__ = ["OutputOptions", "list_limit", "output_options", "output_parameters", "write_call", "write_result"]
