"""The application's settings at Discord, and the bot's permissions in the servers that use it."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Any

import discord

from generator.errors import LiltError

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

REMEMBERED = 10_000
"""Servers."""

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


def missing_permissions(interaction: Interaction) -> list[str]:
    """The permissions that the bot needs and lacks where an interaction is from, as Discord names them.

    None where it is no member: in direct messages, and where only a user installed it.
    """
    if not interaction.is_guild_integration():
        return []
    granted = dict(interaction.app_permissions)
    return [name.replace("_", " ") for name, needed in PERMISSIONS if needed and not granted[name]]


class PermissionChecks:
    """Logs once for each server what the bot lacks there. Interactions say it; the bot keeps no servers."""

    def __init__(self) -> None:
        self._seen: OrderedDict[int, None] = OrderedDict()

    def check(self, interaction: Interaction) -> None:
        """Log what the bot lacks where this is from."""
        guild, missing = interaction.guild_id, ", ".join(missing_permissions(interaction))
        if guild is None or not missing or guild in self._seen:
            return
        self._seen[guild] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        log.warning(
            "server %d does not allow Lilt to %s in channel %s; please change its role or the channel",
            guild, missing, interaction.channel_id, extra={"missing": missing},
        )  # fmt: skip
