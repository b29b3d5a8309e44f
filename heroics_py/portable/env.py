"""A secret in an environment variable, by the name of the variable."""

import os
import re

from heroics_py.errors import MissingCredentials
from heroics_py.portable.process import this_process
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.texts import mask_text
from heroics_py.support.values import Value

__all__ = ["Env"]

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_USUAL_NAME = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
_RANDOM = r"(?=[a-zA-Z]{0,15}\d)[a-zA-Z0-9]{16}"


class Env(Value, Reference):
    """An environment variable that holds a credential: ``connect(..., token=Env("SHOP_TOKEN"))``.

    A client that is sent to another process carries the name, and reads the variable there. The variable is read at
    each use, without white space around it.

    Args:
        name: of the variable.

    Raises:
        ValueError: it can't be the name of a variable; it is not in the message, because it may be the secret itself.
    """

    name: str

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise ValueError(f"Env({type(name).__name__}): expected the name of an environment variable, 'SHOP_TOKEN'")
        variable = _variable_with(name)
        if variable is not None:
            raise ValueError(f"Env(...) has the value of {variable}: expected its name, Env({variable!r})")
        if re.fullmatch(_NAME, name) is None or re.search(_RANDOM, name) or mask_text(name) != name:
            raise ValueError("Env(...) has no name of an environment variable: expected one such as 'SHOP_TOKEN'")
        super().__init__(name=name)

    def __call__(self) -> str:
        """Return the text of the variable in this process.

        Raises:
            MissingCredentials: it is not set, or empty.
        """
        text = os.environ.get(self.name)
        if text is not None and (text := text.strip()):
            return text
        raise MissingCredentials(
            f"{self.name} is {'not set' if text is None else 'empty'} in the environment of {this_process()}: set it "
            "where this process starts",
            name=self.name,
        )

    def __repr__(self) -> str:
        return f"Env({self.name!r})"


def _variable_with(text: str) -> str | None:
    """Return the variable whose value ``text`` is, unless the text is a name itself: Env(os.environ["SHOP_TOKEN"])."""
    if not text or text in os.environ or re.fullmatch(_USUAL_NAME, text):
        return None
    return next((name for name, value in os.environ.items() if value.strip() == text.strip()), None)
