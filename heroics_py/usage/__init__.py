"""The calls that a program makes, found in its source.

paths -> sources -> program (modules, syntax trees)
                      -> machine: what each name may hold, until nothing is new; then every call, once more
                           expressions, statements, definitions, imports: the language
                           attributes, boxes, answers: what values have
                           calls: of functions of the program; api_calls: of an API; heroics_calls: of the package;
                           library_calls, python_functions: of other code
                      -> drafts -> Uses
"""

from heroics_py.usage.collection import Uses
from heroics_py.usage.finder import uses
from heroics_py.usage.use import ANY, IDENTITY, Use

__all__ = ["ANY", "IDENTITY", "Use", "Uses", "uses"]
