"""Functions that return a credential, by their names."""

from collections.abc import Callable
from typing import Any

from heroics_py.errors import MissingCredentials
from heroics_py.portable.process import this_process
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.support.function_names import find_function, name_of_function
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

__all__ = ["NamedFunction", "NamedSigner", "named_function", "takes_no_arguments"]


class NamedFunction(Value, Reference):
    """A function of a module that returns a credential: each process imports it, and calls it at each use.

    Attributes:
        name: its module and its name in it, "vault:get_token".
    """

    name: str

    def __call__(self) -> Any:
        """Return what the function returns.

        Raises:
            MissingCredentials: this process does not have the function.
        """
        value = _found(self.name)()
        return value.reveal() if isinstance(value, Secret) else value

    def __repr__(self) -> str:
        return self.name


class NamedSigner(Value):
    """A function of a module that signs a request of requests: each process imports it.

    Attributes:
        name: its module and its name in it, "vault:sign".
    """

    is_portable = True

    name: str

    def __call__(self, request: Any) -> Any:
        """Return the signed request.

        Raises:
            MissingCredentials: this process does not have the function.
        """
        return _found(self.name)(request)

    def __repr__(self) -> str:
        return self.name


def named_function(function: Callable[..., object]) -> NamedFunction | NamedSigner | None:
    """Return ``function`` by its name; None if another process can't find it.

    Args:
        function: returns a credential, or takes a request and signs it.
    """
    name = name_of_function(function)
    if not name:
        return None
    return NamedFunction(name) if takes_no_arguments(function) else NamedSigner(name)


def takes_no_arguments(function: Callable[..., object]) -> bool:
    """Return whether ``function`` takes no arguments."""
    if isinstance(function, Reference | NamedSigner):
        return isinstance(function, Reference)
    load_modules("inspect")
    from inspect import Parameter, signature

    try:
        parameters = signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return not any(parameter.kind is not Parameter.VAR_KEYWORD for parameter in parameters)


def _found(name: str) -> Any:
    try:
        return find_function(name)
    except LookupError as error:
        problem = str(error)
    raise MissingCredentials(
        f"the function {name}, which returns the credentials, is missing in {this_process()}, because {problem}: "
        "install its module where this process starts",
        name=name,
    )
