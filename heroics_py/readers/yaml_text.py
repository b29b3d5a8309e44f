"""YAML as JSON has it: text stays text, and keys are text."""

import yaml

from heroics_py.messages import Json

__all__ = ["yaml_value"]


class _Loader(yaml.SafeLoader):
    """The safe loader, in which dates are text: a schema's example of a timestamp is no date."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def yaml_value(text: str) -> Json:
    """Return the value of one YAML document.

    Raises:
        ValueError: it is no YAML, or holds what JSON can't say.
    """
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
    else:
        return _plain(value, {})
    raise ValueError(reason)


def _plain(value: object, known: dict[int, Json]) -> Json:
    if isinstance(value, dict):
        if id(value) not in known:
            made: dict[str, Json] = {}
            known[id(value)] = made
            made.update((_key(key), _plain(item, known)) for key, item in value.items())
        return known[id(value)]
    if isinstance(value, list):
        if id(value) not in known:
            listed: list[Json] = []
            known[id(value)] = listed
            listed.extend(_plain(item, known) for item in value)
        return known[id(value)]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ValueError(f"a value of type {type(value).__name__} has no place in JSON")


def _key(key: object) -> str:
    if isinstance(key, bool):
        # YAML 1.1 reads the bare words on, off, yes and no as truth values.
        return {True: "on", False: "off"}[key]
    return str(key)
