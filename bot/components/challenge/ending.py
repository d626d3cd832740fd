"""End now: a challenge ends before its time, after a second click; and the row of all its controls."""

from __future__ import annotations

import discord

from bot.components.base import Button, Interaction, view_of
from bot.components.challenge.answering import AnswerChallenge, WriteAnswer
from bot.components.challenge.of_challenge import OfChallenge, pressed, template
from bot.errors import NotHere
from bot.history import Challenge
from bot.services import services_of
from bot.transport.answers import update
from bot.transport.error_reports import reporting
from bot.views.scheduled import OVER, over_embed


class EndChallenge(OfChallenge, discord.ui.DynamicItem[Button], template=template("end")):
    """Asks once more, in the row itself."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(discord.ui.Button(label="End now", custom_id=f"lilt:end:{challenge_id}"))
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        challenge = await _to_end(interaction, self.challenge_id)
        await update(interaction, view=challenge_view(challenge.id, ending=True))


class KeepChallenge(OfChallenge, discord.ui.DynamicItem[Button], template=template("keep-on")):
    """Takes End now back."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(discord.ui.Button(label="Let it run", custom_id=f"lilt:keep-on:{challenge_id}"))
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        challenge = await _to_end(interaction, self.challenge_id)
        await update(interaction, view=challenge_view(challenge.id))


class EndChallengeNow(OfChallenge, discord.ui.DynamicItem[Button], template=template("end-now")):
    """Ends the challenge. Who has won is posted by itself, as at its hour."""

    def __init__(self, challenge_id: int) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(
            discord.ui.Button(
                label="End the challenge", style=style, custom_id=f"lilt:end-now:{challenge_id}"
            )
        )
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services, challenge = services_of(interaction), await _to_end(interaction, self.challenge_id)
        ended = await services.history.end_challenge(challenge.id, int(services.schedule.now()))
        if ended is None:
            raise NotHere(OVER)
        services.schedule.changed()
        embed = over_embed(ended, "It was ended early.")
        await update(interaction, content=None, embed=embed, view=None)


def challenge_view(challenge_id: int, *, ending: bool = False) -> discord.ui.View:
    """What is under a challenge. `ending`: End now was pressed."""
    last = (EndChallengeNow, KeepChallenge) if ending else (EndChallenge,)
    return view_of(*(kind(challenge_id) for kind in (AnswerChallenge, WriteAnswer, *last)))


async def _to_end(interaction: Interaction, challenge_id: int) -> Challenge:
    """The challenge, which runs here, and which this user may end. Raises NotHere."""
    challenge = await pressed(interaction, challenge_id)
    if interaction.user.id != challenge.user_id and not interaction.permissions.manage_guild:
        raise NotHere("Only the person who began this challenge, or who manages this server, can end it.")
    return challenge
