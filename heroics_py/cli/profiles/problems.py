"""The error of a profile that can't be used."""

import click

__all__ = ["ProfileError"]


class ProfileError(click.ClickException):
    """A profile, or the file of all profiles, can't be used; the message holds no secret."""

    exit_code = 2
