"""Checks at the start: the application's settings at Discord, and the bot's permissions in each server."""

from __future__ import annotations

import logging

import discord

from generator.errors import LiltError

log = logging.getLogger(__name__)

PERMISSIONS = discord.Permissions(
    send_messages=True, attach_files=True, embed_links=True, read_message_history=True
)


class WrongSetup(LiltError):
    """The application's settings at Discord keep the bot from working."""


def check_application(application: discord.AppInfo) -> None:
    """Log settings that make the bot hard to install. Raises WrongSetup if no command can arrive."""
    if application.interactions_endpoint_url:
        raise WrongSetup(
            "Discord sends this application's commands to a web address, so the bot would get none; "
            "please clear the Interactions Endpoint URL on the developer portal."
        )
    if application.bot_require_code_grant:
        log.warning(
            "the invite link will not work; please turn Requires OAuth2 Code Grant off on the page Bot"
        )
    if application.user_integration_config is None:
        log.info("users cannot install Lilt for themselves; the page Installation can allow it")


def missing_permissions(guild: discord.Guild) -> list[str]:
    """The permissions that the bot needs and lacks in a server, as Discord names them."""
    granted = dict(guild.me.guild_permissions)
    return [name.replace("_", " ") for name, needed in PERMISSIONS if needed and not granted[name]]


def check_guild(guild: discord.Guild) -> None:
    """Log the permissions that the bot lacks in a server."""
    missing = ", ".join(missing_permissions(guild))
    if missing:
        log.warning(
            "%s does not allow Lilt to %s; please invite it again or change its role", guild.name, missing,
            extra={"guild": guild.id, "missing": missing},
        )  # fmt: skip
