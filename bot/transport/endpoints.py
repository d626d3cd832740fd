"""Discord's addresses: on the internet, or a loopback server on this machine. Knows nothing of either.

The bot is the same everywhere; only these three addresses differ. The playground and the tests name their
loopback server in LILT_LOOPBACK. It is no setting: nobody sets it by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.settings import SettingsError

LOOPBACK = "LILT_LOOPBACK"
"""The variable with the server's address, such as http://127.0.0.1:41234."""

API, GATEWAY, CDN = "/api/v10", "/gateway", "/cdn"
"""The three doors of a loopback server."""

_THIS_MACHINE = re.compile(r"http://127\.0\.0\.1:\d{1,5}")


def choose(environ: Mapping[str, str]) -> None:
    """Talk to the loopback server that the environment names, if it names one; before any client is made.

    Only to this machine: a token must not go anywhere but to Discord.
    """
    server = environ.get(LOOPBACK, "")
    if not server:
        return
    if not _THIS_MACHINE.fullmatch(server):
        raise SettingsError(
            f"{LOOPBACK}: {server!r:.60} is not possible; it must be http://127.0.0.1:<port>."
        )
    Route.BASE = server + API
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.replace("http", "ws", 1) + GATEWAY)
    discord.Asset.BASE = server + CDN
