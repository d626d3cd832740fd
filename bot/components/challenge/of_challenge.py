"""Which challenge a control belongs to, and whether it still runs."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.components.base import Interaction
from bot.errors import NotHere
from bot.history import Challenge
from bot.services import services_of
from bot.transport.answers import update
from bot.views.scheduled import OVER, over_embed


def template(name: str) -> str:
    """The pattern of the custom_id of a control that belongs to a challenge."""
    return rf"lilt:{name}:(?P<challenge>\d{{1,18}})"


class OfChallenge:
    """Mixed into a DynamicItem whose custom_id says which challenge it belongs to, and no more."""

    challenge_id: int

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        make: Any = cls
        made: Self = make(int(match["challenge"]))
        return made


async def running(interaction: Interaction, challenge_id: int) -> Challenge:
    """The challenge, which is on this server and not over. Raises NotHere."""
    challenge = await _of_server(interaction, challenge_id)
    if _is_over(interaction, challenge):
        raise NotHere(OVER)
    return challenge


async def pressed(interaction: Interaction, challenge_id: int) -> Challenge:
    """The challenge whose message the pressed control is in.

    A message that does not know yet that its challenge is over says so from then on. Raises NotHere.
    """
    challenge = await _of_server(interaction, challenge_id)
    if _is_over(interaction, challenge):
        await update(interaction, content=None, embed=over_embed(challenge, "It is over."), view=None)
        raise NotHere(OVER)
    return challenge


async def _of_server(interaction: Interaction, challenge_id: int) -> Challenge:
    challenge = await services_of(interaction).history.challenge(challenge_id)
    if challenge is None or challenge.guild_id != interaction.guild_id:
        raise NotHere("There is no such challenge here.")
    return challenge


def _is_over(interaction: Interaction, challenge: Challenge) -> bool:
    return challenge.ends_at <= services_of(interaction).schedule.now()
