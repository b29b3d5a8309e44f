"""The hooks of options: by their names in pickles, and without those that no other process finds."""

from typing import Any

from heroics_py.http.hooks import name_of_hook

__all__ = ["LostHook", "picklable_hook"]


class LostHook:
    """What takes the place of a hook that a pickle left out: nothing is called, and each call warns of it.

    Args:
        option: the name of the option, such as "on_response".
        name: the name of the function.
        reason: why it was left out.
    """

    def __init__(self, option: str, name: str, reason: str = "") -> None:
        self.option = option
        self.name = name
        self.reason = reason or "pickling left it out, because only a function of a module can be found again"

    def __call__(self, _: object) -> None:
        """Do nothing."""

    def __str__(self) -> str:
        return (
            f"the hook {self.option}={self.name} is not called: {self.reason}; set it, "
            f"with_options({self.option}=...), or None for no hook"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LostHook) and (self.option, self.name) == (other.option, other.name)

    def __hash__(self) -> int:
        return hash((self.option, self.name))


class _NamedHook:
    """A hook that is about to be pickled: its pickle holds the name, whatever pickles it."""

    def __init__(self, option: str, name: str) -> None:
        self._option = option
        self._name = name

    def __call__(self, _: object) -> None:
        """Do nothing: only its pickle is used."""

    def __reduce__(self) -> tuple[object, ...]:
        return (_find_hook, (self._option, self._name))


def picklable_hook(option: str, hook: object) -> object:
    """Return what pickles as the module and the name of ``hook``, or as a `LostHook` if it has none.

    A method would pickle with its object, and a `partial` with its arguments: they may hold secrets. Some libraries
    pickle a function of the program itself by its code, with the globals that it uses.
    """
    from heroics_py.support.function_names import name_of_function

    if hook is None or isinstance(hook, LostHook):
        return hook
    name = name_of_function(hook, of_program=True)
    return _NamedHook(option, name) if name else LostHook(option, name_of_hook(hook))


def _find_hook(option: str, name: str) -> Any:
    from heroics_py.support.function_names import find_function

    try:
        return find_function(name)
    except LookupError as error:
        return LostHook(option, name.partition(":")[2], str(error))
