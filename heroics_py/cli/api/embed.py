"""The command line of a program's own client."""

from typing import TYPE_CHECKING

from heroics_py.client import Client
from heroics_py.errors import CallError
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    import click

__all__ = ["cli_for"]


def cli_for(client: Client, name: str) -> "click.Group":
    """Return a command line for the API of a client.

    With ``main = heroics_py.cli_for(client, "shop")`` as the entry point of a program, ``shop order list`` calls the
    link ``order.list``, as ``heroics call`` does. ``main()`` runs the arguments of the process, and exits. It is a
    group of click: ``add_command`` adds it to a group of your own.

    The client decides where the API is, and what it gets as credentials, so there is no option for either. Nothing is
    sent until a link is called.

    Args:
        client: the client, as `connect` returns it.
        name: the name of the program, for its help.

    Raises:
        CallError: ``client`` is not a client that blocks.
        ImportError: click is not installed; ``pip install 'heroics-py[cli]'``.
    """
    if not isinstance(client, Client) or client._core.is_async:  # noqa: SLF001 - public names of a client belong to the API
        raise CallError(f"cli_for() takes a client of connect(), got {type(client).__name__}")
    try:
        load_modules("heroics_py.cli.api.group")
        from heroics_py.cli.api.group import ApiGroup
        from heroics_py.cli.profiles.target import ClientTarget
    except ModuleNotFoundError as error:
        missing = error.name
    else:
        return ApiGroup(ClientTarget(typed=name, client=client), name)
    raise ImportError(f"cli_for() needs {missing}: pip install 'heroics-py[cli]'")
