"""The text of a schema document, JSON, YAML or JavaScript, parsed."""

import re

from heroics_py.errors import SchemaError
from heroics_py.readers.document_value import check_size, copy_json
from heroics_py.readers.json_text import load_json, repair_json
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

__all__ = ["ParsedDocument", "decode", "parse"]

_EXPORT = re.compile(r"\bexports?\b")
_EXPORT_WITHIN = 20_000
_LONGEST_REPAIRED = 10_000_000
_LONGEST_YAML = 10_000_000
_HTML = re.compile(r"\s*<(!doctype\s+html|html)\b", re.IGNORECASE)
_COMMENT_THEN_JSON = re.compile(r"(?:\s++|//[^\n]*+(?:\n|\Z)|/\*(?:[^*]++|\*(?!/))*+\*/)++[{\[]")


class ParsedDocument(Value):
    """A document as plain data.

    Attributes:
        root: the document.
        repair: the mistake in its text that was corrected, if any.
    """

    root: dict[str, Json]
    repair: str = ""


def decode(data: bytes, where: str) -> str:
    """Return ``data`` as text: UTF-16 with a byte order mark, else UTF-8.

    Raises:
        SchemaError: it is neither.
    """
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    load_modules("encodings.utf_16", "encodings.utf_8_sig")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not valid {encoding.removesuffix('-sig').upper()}"
    raise SchemaError(f"{where} is not text: {reason}")


def parse(text: str, where: str, *, part: bool = False) -> ParsedDocument:
    """Parse JSON, YAML, or a JavaScript module that exports one value.

    JSON may contain comments, trailing commas, and line breaks in strings. Part of a document, which a reference leads
    to, may also be a list.

    Raises:
        SchemaError: it can't be parsed, is not an object, or is too large once its aliases are expanded.
    """
    text = text.removeprefix("\ufeff")
    starts_as_json = text.lstrip().startswith(("{", "[")) or _COMMENT_THEN_JSON.match(text)
    if starts_as_json and not _is_flow_yaml(text, where):
        return _parse_json(text, where, part=part)
    value, repair = (_parse_javascript if _EXPORT.search(text, 0, _EXPORT_WITHIN) else _parse_yaml)(text, where)
    return ParsedDocument(root=check_size(copy_json(value, where), where, part=part), repair=repair)


def _is_flow_yaml(text: str, where: str) -> bool:
    """Return whether the text of a YAML file begins as JSON does, but is not JSON."""
    return where.lower().endswith((".yaml", ".yml")) and load_json(text)[1] != ""


def _parse_json(text: str, where: str, *, part: bool) -> ParsedDocument:
    value, problem = load_json(text)
    repair = ""
    if problem and len(text) <= _LONGEST_REPAIRED:
        repaired, repair = repair_json(text)
        value, problem = (repaired, "") if repair else (None, problem)
    if problem:
        raise SchemaError(f"{where} is not valid JSON: {problem}")
    return ParsedDocument(root=check_size(value, where, part=part), repair=repair)


def _parse_javascript(text: str, where: str) -> tuple[object, str]:
    """Return the value that a JavaScript module exports.

    Text that only mentions exports is parsed as YAML.
    """
    load_modules("heroics_py.readers.javascript_text")
    from heroics_py.readers.javascript_text import is_javascript, javascript_value

    if not is_javascript(text):
        return _parse_yaml(text, where)
    try:
        return javascript_value(text), ""
    except ImportError:
        reason = "JavaScript that is not plain JSON needs json5: pip install 'heroics-py[javascript]'"
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = f"its JavaScript literal is invalid: {' '.join(str(error).split())}"
    raise SchemaError(f"can't read {where}: {reason}")


def _parse_yaml(text: str, where: str) -> tuple[object, str]:
    if _HTML.match(text):
        reason = "it is an HTML page: expected JSON or YAML; pass the URL or path of the description itself"
        raise SchemaError(f"can't read {where}: {reason}")
    if len(text) > _LONGEST_YAML:
        # The library takes almost a second for each million.
        raise SchemaError(f"{where} is YAML of more than {_LONGEST_YAML:,} characters: convert it to JSON first")
    try:
        load_modules("heroics_py.readers.yaml_text")
        from heroics_py.readers.yaml_text import parse_yaml
    except (ImportError, AttributeError):
        # AttributeError: this PyYAML was built without libyaml, which yamlcore needs.
        reason = "it is not JSON, and YAML needs PyYAML and yamlcore: pip install 'heroics-py[yaml]'"
    else:
        try:
            return parse_yaml(text)
        except RecursionError:
            reason = "it is nested too deeply"
        except ValueError as error:
            is_deep = "nesting depth" in str(error)
            reason = "it is nested too deeply" if is_deep else f"it is not valid YAML: {error}"
    raise SchemaError(f"can't read {where}: {reason}")
