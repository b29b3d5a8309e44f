"""The file with the data that a sandbox starts with."""

import os
from collections.abc import Mapping
from typing import Any

from heroics_py.display.terminal import shown
from heroics_py.support.loading import load_modules

__all__ = ["read_seeds"]


def read_seeds(data: Mapping[str, Any] | str | os.PathLike[str] | None) -> object:
    """Return the data that a sandbox starts with.

    Args:
        data: the objects by the name of their resource, or the path of a JSON or YAML file with them.

    Raises:
        SchemaError: the file can't be read.
        ValueError: ``data`` is neither, or there is no such file.
    """
    if data is None or isinstance(data, Mapping):
        return data
    load_modules("heroics_py.readers.files", "heroics_py.readers.document_text")
    from heroics_py.readers.document_text import decode, parse
    from heroics_py.readers.files import read_file, shown_path

    if not isinstance(data, str | os.PathLike):
        raise ValueError(
            f"data={type(data).__name__}: expected a dict of lists by the names of resources, such as "
            "{'app': [{'name': 'example'}]}, or the path of a file with one"
        )
    path = os.path.expanduser(os.fspath(data))
    if not os.path.exists(path):
        raise ValueError(f"data={shown(data)}: there is no such file")
    return parse(decode(read_file(path), shown_path(path)), shown_path(path), part=True).root
