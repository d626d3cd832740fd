"""What is looked at when the bot starts: how the application is set up, what it may do in each server."""

from __future__ import annotations

import logging

import discord

from generator.errors import LiltError

log = logging.getLogger(__name__)

PERMISSIONS = discord.Permissions(
    send_messages=True, attach_files=True, embed_links=True, read_message_history=True
)


class WrongSetup(LiltError):
    """The application's settings on the developer portal keep the bot from working."""


def check_application(application: discord.AppInfo) -> None:
    """Log what makes the bot hard to invite; raises WrongSetup where no command could arrive."""
    if application.interactions_endpoint_url:
        raise WrongSetup(
            "Discord sends this application's commands to a web address, so the bot would hear of none; "
            "please empty Interactions Endpoint URL on the developer portal."
        )
    if application.bot_require_code_grant:
        log.warning(
            "the invite link will not work; please switch Requires OAuth2 Code Grant off on the page Bot"
        )
    if application.user_integration_config is None:
        log.info("nobody can take Lilt along to other servers; the page Installation would allow it")


def lacking(guild: discord.Guild) -> list[str]:
    """The permissions that the bot needs and has not got in a server, as they are called there."""
    given = dict(guild.me.guild_permissions)
    return [name.replace("_", " ") for name, wanted in PERMISSIONS if wanted and not given[name]]


def check_guild(guild: discord.Guild) -> None:
    """Log what the bot lacks in a server."""
    missing = ", ".join(lacking(guild))
    if missing:
        log.warning(
            "%s does not allow Lilt to %s; please invite it again or change its role", guild.name, missing,
            extra={"guild": guild.id, "missing": missing},
        )  # fmt: skip
