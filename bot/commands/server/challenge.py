"""/challenge: an opening from which a server's users go on; the most saved answer wins."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from discord import app_commands
from discord.app_commands import Choice, Range

from bot.commands.base import Command, Interaction, choices, matching
from bot.components import challenge_view
from bot.errors import NotHere
from bot.history import Challenge
from bot.policy.posting import check_may_post
from bot.requests.composing import request_of
from bot.requests.opening import answers_to, defaults_for, opening_alone
from bot.services import Services, services_of
from bot.views.scheduled import challenge_message
from generator.catalogue import Catalogue
from generator.notation.theory import MODE_NAMES
from generator.request import OPENING_LENGTH, ComposeRequest
from generator.tune import Rendering, Tune

DAYS, USUAL_DAYS = (1, 7), 3
DAY = 86_400
RUNNING = "Another challenge has just begun here; `/challenge` shows it."
NOT_YET = "This challenge is still running here; a new one can begin when it is over."


def challenge_command(catalogue: Catalogue) -> Command:
    """The command for a model, whose types and keys it offers."""

    @app_commands.command(
        name="challenge", description="Post the opening of a tune; the answer that most people save wins"
    )
    @app_commands.describe(
        opening="ABC notation that the answers begin with, such as A|dfd AFA|; composed if left out",
        type="The type of tune; random if left out",
        key="The key; random if left out",
        mode="Major, minor or one of the older modes; random if left out",
        days=f"How many days it lasts, from {DAYS[0]} to {DAYS[1]}; {USUAL_DAYS} if left out",
    )
    @app_commands.choices(mode=choices(catalogue.modes, MODE_NAMES))
    async def challenge(
        interaction: Interaction,
        opening: Range[str, 1, OPENING_LENGTH] | None = None,
        type: Range[str, 1, 40] | None = None,
        key: Range[str, 1, 2] | None = None,
        mode: str | None = None,
        days: Range[int, DAYS[0], DAYS[1]] = USUAL_DAYS,
    ) -> None:
        services, guild_id = services_of(interaction), interaction.guild_id
        if guild_id is None:
            raise NotHere("A challenge belongs to a server; use this command on one.")
        options = {"opening": opening, "type": type, "key": key, "mode": mode}
        running = await services.history.running_challenge(guild_id)
        if running is not None:
            wants_another = days != USUAL_DAYS or any(options.values())
            again = partial(_again, running, NOT_YET if wants_another else None)
            await services.orders.show_again(interaction, running.tune, again)
            return
        await check_may_post(interaction, interaction.channel_id or 0)  # its end is posted by itself
        settings = await services.admission.guild_settings(guild_id)
        request = request_of(options, defaults_for(opening, key, mode, settings.defaults))
        new = _New(services, catalogue, interaction, opening, days)
        await services.orders.show_opening(interaction, request, new.opening, new.message)

    @challenge.autocomplete("type")
    async def types(_: Interaction, typed: str) -> list[Choice[str]]:
        return matching(catalogue.types, typed)

    @challenge.autocomplete("key")
    async def keys(_: Interaction, typed: str) -> list[Choice[str]]:
        return matching(catalogue.keys, typed)

    return challenge


class _New:
    """A challenge that is being made: first its opening, then, when that can be heard, the challenge."""

    def __init__(
        self, services: Services, catalogue: Catalogue, interaction: Interaction, typed: str | None, days: int
    ) -> None:
        self._services = services
        self._catalogue = catalogue
        self._interaction = interaction
        self._typed = typed
        self._days = days
        self._made: tuple[ComposeRequest, Tune] | None = None

    async def opening(self, tune: Tune) -> Tune:
        """The opening of a tune that was composed for it."""
        asked = await asyncio.to_thread(answers_to, tune, self._typed, self._catalogue)
        self._made = asked, opening_alone(tune, asked)
        return self._made[1]

    async def message(self, rendering: Rendering, largest: int) -> dict[str, Any]:
        """Store the challenge; its message. Raises NotHere where another one was faster."""
        assert self._made is not None  # noqa: S101 - the opening is made before it is rendered
        asked, tune = self._made
        challenge = await self._services.history.start_challenge(
            Challenge(
                guild_id=self._interaction.guild_id or 0,
                channel_id=self._interaction.channel_id or 0,
                user_id=self._interaction.user.id,
                asked=asked,
                tune=tune,
                ends_at=int(self._services.schedule.now()) + self._days * DAY,
            )
        )
        if challenge is None:
            raise NotHere(RUNNING)
        self._services.schedule.changed()
        return _message(challenge, rendering, largest)


async def _again(
    challenge: Challenge, said: str | None, rendering: Rendering, largest: int
) -> dict[str, Any]:
    """The challenge that there is, once more."""
    return {**_message(challenge, rendering, largest), "content": said}


def _message(challenge: Challenge, rendering: Rendering, largest: int) -> dict[str, Any]:
    message = challenge_message(challenge, rendering, largest)
    return {"content": None, **message, "view": challenge_view(challenge.id)}
