"""The hooks of options: without those that no other process finds, in pickles."""

import sys

from heroics_py.http.hooks import name_of_hook

__all__ = ["LostHook", "picklable_hook"]


class LostHook:
    """What takes the place of a hook that a pickle left out: nothing is called, and each call warns of it.

    Args:
        option: the name of the option, such as "on_response".
        name: the name of the function.
    """

    def __init__(self, option: str, name: str) -> None:
        self.option = option
        self.name = name

    def __call__(self, _: object) -> None:
        """Do nothing."""

    def __str__(self) -> str:
        return (
            f"the hook {self.option}={self.name} is not called: pickling left it out, because only a function of a "
            f"module can be found again; set it, with_options({self.option}=...), or None for no hook"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LostHook) and (self.option, self.name) == (other.option, other.name)

    def __hash__(self) -> int:
        return hash((self.option, self.name))


def picklable_hook(option: str, hook: object) -> object:
    """Return ``hook`` if another process finds it by its module and name, else a `LostHook`.

    A method pickles with its object, and a `partial` with its arguments: they may hold secrets.
    """
    if hook is None or isinstance(hook, LostHook):
        return hook
    names = str(getattr(hook, "__qualname__", "")).split(".")
    found: object = sys.modules.get(str(getattr(hook, "__module__", "")))
    for name in names:
        found = getattr(found, name, None)
    return hook if found is hook and found is not None else LostHook(option, name_of_hook(hook))
