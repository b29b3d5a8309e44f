"""The error of a profile that can't be used."""

import click

__all__ = ["ProfileError"]


class ProfileError(click.ClickException):
    """A profile, or the file of all profiles, can't be used; the message holds no secret.

    Args:
        message: the whole message.
        reason: the part of it for a list that names the profile anyway.
    """

    exit_code = 2

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message
