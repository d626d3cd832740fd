"""Answers to a challenge: composed, or written in a form, whose state is its custom_id."""

from __future__ import annotations

import re
from functools import partial

import discord

from bot.components.base import Button, Interaction
from bot.components.challenge.of_challenge import OfChallenge, pressed, running, template
from bot.components.field_form import change_it, submitted_text, text_before
from bot.components.playing import given, play
from bot.history import Challenge
from bot.requests.composing import request_of
from bot.requests.opening import defaults_for, options_of
from bot.requests.user_abc import LONGEST, RenderOptions
from bot.services import services_of
from bot.transport.answers import open_form
from bot.transport.error_reports import reporting
from bot.views.scheduled import answer_note

FORM = re.compile(template("write"))


class AnswerChallenge(OfChallenge, discord.ui.DynamicItem[Button], template=template("answer")):
    """Composes an answer for the user who presses."""

    def __init__(self, challenge_id: int) -> None:
        style = discord.ButtonStyle.primary
        super().__init__(
            discord.ui.Button(label="Answer", style=style, custom_id=f"lilt:answer:{challenge_id}")
        )
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services, challenge = services_of(interaction), await pressed(interaction, self.challenge_id)
        settings = await services.admission.guild_settings(interaction.guild_id)
        asked = challenge.asked
        defaults = defaults_for(asked.opening, asked.key, asked.mode, settings.defaults)
        request = request_of(options_of(asked), defaults)
        await services.orders.compose(
            interaction, request, notes=(answer_note(challenge),), challenge=challenge.id
        )


class WriteAnswer(OfChallenge, discord.ui.DynamicItem[Button], template=template("own-answer")):
    """Opens the form, which has the opening in it."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(discord.ui.Button(label="Write one", custom_id=f"lilt:own-answer:{challenge_id}"))
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        await services_of(interaction).admission.admit(interaction)
        await open_form(interaction, AnswerForm(await pressed(interaction, self.challenge_id)))


class ChangeAnswer(OfChallenge, discord.ui.DynamicItem[Button], template=template("rewrite")):
    """Opens the form again with what was typed, which is the file of the message above the button."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(change_it(f"lilt:rewrite:{challenge_id}"))
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        challenge = await running(interaction, self.challenge_id)
        await open_form(interaction, AnswerForm(challenge, await text_before(interaction)))


class AnswerForm(discord.ui.Modal):
    """One field for the ABC, with the opening in it or what was `typed`."""

    def __init__(self, challenge: Challenge, typed: str | None = None) -> None:
        begun = challenge.tune.renamed("My answer").abc.strip().removesuffix("]")
        super().__init__(title="Your answer in ABC", custom_id=f"lilt:write:{challenge.id}")
        text: discord.ui.TextInput[AnswerForm] = discord.ui.TextInput(
            custom_id="abc",
            style=discord.TextStyle.paragraph,
            default=(begun if typed is None else typed)[:LONGEST],
            max_length=LONGEST,
        )
        self.add_item(discord.ui.Label(text="Go on from the opening", component=text))


async def written(interaction: Interaction) -> None:
    """Render the answer that a submitted form holds."""

    async def act(match: re.Match[str], text: str) -> None:
        challenge = await running(interaction, int(match["challenge"]))
        await play(interaction, partial(given, text), RenderOptions(), answers=challenge)

    await submitted_text(interaction, FORM, LONGEST, act, lambda match: ChangeAnswer(int(match["challenge"])))
