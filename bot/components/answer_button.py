"""Answer, under the opening of a challenge: composes a tune that begins with it."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.components.base import Button, Interaction, view_of
from bot.errors import NotHere
from bot.requests.composing import request_of
from bot.requests.opening import options_of
from bot.services import services_of
from bot.transport.error_reports import reporting
from bot.views.scheduled import answer_note


class AnswerChallenge(discord.ui.DynamicItem[Button], template=r"lilt:answer:(?P<challenge>\d{1,18})"):
    """Composes an answer for the user who presses."""

    def __init__(self, challenge_id: int) -> None:
        style = discord.ButtonStyle.primary
        super().__init__(
            discord.ui.Button(label="Answer", style=style, custom_id=f"lilt:answer:{challenge_id}")
        )
        self.challenge_id = challenge_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["challenge"]))

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services = services_of(interaction)
        challenge = await services.history.challenge(self.challenge_id)
        if challenge is None or challenge.guild_id != interaction.guild_id:
            raise NotHere("There is no such challenge here.")
        if challenge.ends_at <= services.schedule.now():
            raise NotHere("This challenge is over; `/challenge` begins another one.")
        settings = await services.admission.guild_settings(interaction.guild_id)
        request = request_of(options_of(challenge.asked), settings.defaults)
        await services.orders.compose(
            interaction, request, notes=(answer_note(challenge),), challenge=challenge.id
        )


def challenge_view(challenge_id: int) -> discord.ui.View:
    """What is under a challenge."""
    return view_of(AnswerChallenge(challenge_id))
