"""Texts that show parts of answers: ``"{0.name}".format(app)``, ``"%(name)s" % app``."""

from string import Formatter

from heroics_py.usage.attributes import item
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.values import NUMBER, UNKNOWN, Answer, Text, Values

__all__ = ["call_text", "fill_text"]

_UNKNOWN: Values = frozenset({UNKNOWN})


def call_text(analysis: Analysis, text: str, name: str, arguments: Arguments, call: Call) -> Values:
    """Return what a method of a text returns, and note what a format reads."""
    is_format = name in {"format", "format_map"} and not arguments.has_rest
    if not is_format or not analysis.work.is_recording or not _format(analysis, text, name, arguments, call):
        analysis.read(arguments.all())
    return _UNKNOWN


def _format(analysis: Analysis, text: str, name: str, arguments: Arguments, call: Call) -> bool:
    """Format a text with values that note what is read of them; return whether the text can be formatted."""
    keywords = {key: _Shown(analysis, values, call) for key, values in arguments.keywords.items()}
    fields = _Fields(keywords, _Shown(analysis, arguments.get(0) if name == "format_map" else arguments.spread, call))
    positional = [_Shown(analysis, values, call) for values in arguments.positional]
    try:
        Formatter().vformat(text, [] if name == "format_map" else positional, fields)
    except (ValueError, LookupError):
        return False
    return True


class _Fields(dict[str, object]):
    """The keywords of a format; all others are keys of a record."""

    def __init__(self, fields: dict[str, "_Shown"], others: "_Shown") -> None:
        super().__init__(fields)
        self._others = others

    def __missing__(self, key: str) -> object:
        return self._others[key]


class _Shown:
    """Values in a format, which notes their attributes and keys: none of them exists."""

    __slots__ = ("_analysis", "_call", "_values")

    def __init__(self, analysis: Analysis, values: Values, call: Call) -> None:
        self._analysis, self._values, self._call = analysis, values, call

    def __getattribute__(self, name: str) -> "_Shown":
        analysis, values, call = _parts(self)
        return _Shown(analysis, analysis.attribute(values, name, call), call)

    def __getitem__(self, key: str | int) -> "_Shown":
        analysis, values, call = _parts(self)
        return _Shown(
            analysis, item(analysis, values, frozenset({Text(key) if isinstance(key, str) else NUMBER})), call
        )

    def __format__(self, specification: str) -> str:
        analysis, values, _ = _parts(self)
        analysis.read(values)
        return ""

    def __str__(self) -> str:
        return format(self)

    __repr__ = __str__


def _parts(shown: _Shown) -> tuple[Analysis, Values, Call]:
    analysis, values, call = (object.__getattribute__(shown, name) for name in ("_analysis", "_values", "_call"))
    return analysis, values, call


def fill_text(analysis: Analysis, texts: Values, values: Values) -> None:
    """Note what ``text % values`` reads: the keys that the text names, or all."""
    keys = {part.partition(")")[0] for each in texts if isinstance(each, Text) for part in each.value.split("%(")[1:]}
    answers = frozenset(each for each in values if isinstance(each, Answer))
    is_known = keys and all(isinstance(each, Text) for each in texts)
    analysis.read(values - answers if is_known else values)
    for key in keys:
        analysis.read(item(analysis, answers, frozenset({Text(key)})) if answers else answers)
