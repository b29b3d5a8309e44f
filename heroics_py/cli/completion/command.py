"""The command that prints the script of a shell, or installs it."""

import os
from pathlib import Path

import click

from heroics_py.cli.completion.scripts import SHELLS, script

__all__ = ["completion"]

_BASH = "it works in new shells if bash-completion is installed; in this one after: source {path}"
_ZSH = "add these lines to ~/.zshrc:\n  fpath=({folder} $fpath)\n  autoload -Uz compinit && compinit"
_FISH = "it works in new shells"
# Where each shell looks for scripts of a user, and what is left to do.
_PLACES = {
    "bash": ("XDG_DATA_HOME", "~/.local/share", "bash-completion/completions/{program}", _BASH),
    "zsh": ("XDG_DATA_HOME", "~/.local/share", "zsh/site-functions/_{program}", _ZSH),
    "fish": ("XDG_CONFIG_HOME", "~/.config", "fish/completions/{program}.fish", _FISH),
}


@click.command()
@click.argument("shell", type=click.Choice(tuple(SHELLS)))
@click.option("--install", is_flag=True, help="Install the script, and print any remaining steps.")
@click.option("--program", default="heroics", show_default=True, help="Your own command, built with cli_for.")
def completion(shell: str, *, install: bool, program: str) -> None:
    """Print the completion script for a shell.

    \b
    bash:  eval "$(heroics completion bash)"       in ~/.bashrc
    zsh:   eval "$(heroics completion zsh)"        in ~/.zshrc, after compinit
    fish:  heroics completion fish | source        in ~/.config/fish/config.fish
    """  # noqa: D301 - click's mark for lines that stay as they are
    try:
        text = script(shell, program)
    except ValueError as error:
        raise click.UsageError(f"--program: {error}") from None
    click.echo(_install(shell, program, text) if install else text, nl=install)


def _install(shell: str, program: str, text: str) -> str:
    """Write a script, and return what to tell the user."""
    variable, default, name, rest = _PLACES[shell]
    path = Path(os.environ.get(variable) or default).expanduser() / name.format(program=program)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return f"wrote {path}; {rest.format(path=path, folder=path.parent)}"
