"""Under the opening of a challenge: Answer composes a tune that begins with it, Write one opens a form, and
End now ends it before its time.

The form's state is its custom_id, as everywhere.
"""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.components.base import (
    Button,
    Interaction,
    check_form,
    submitted_form,
    submitted_texts,
    view_of,
)
from bot.components.field_form import change_it, report_with_text, text_before
from bot.components.playing import play
from bot.errors import NotHere
from bot.history import Challenge
from bot.requests.composing import request_of
from bot.requests.opening import defaults_for, options_of
from bot.requests.user_abc import LONGEST, RenderOptions
from bot.services import services_of
from bot.transport.answers import open_form, update
from bot.transport.error_reports import reporting
from bot.views.scheduled import answer_note, ended_embed

OVER = "This challenge is over; `/challenge` begins another one."
FORM = re.compile(r"lilt:write:(?P<challenge>\d{1,18})")


class _OfChallenge:
    """Mixed into a DynamicItem whose custom_id says which challenge it belongs to, and no more."""

    challenge_id: int

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        make: Any = cls
        made: Self = make(int(match["challenge"]))
        return made


class AnswerChallenge(
    _OfChallenge, discord.ui.DynamicItem[Button], template=r"lilt:answer:(?P<challenge>\d{1,18})"
):
    """Composes an answer for the user who presses."""

    def __init__(self, challenge_id: int) -> None:
        style = discord.ButtonStyle.primary
        super().__init__(
            discord.ui.Button(label="Answer", style=style, custom_id=f"lilt:answer:{challenge_id}")
        )
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        services, challenge = services_of(interaction), await _running(interaction, self.challenge_id)
        settings = await services.admission.guild_settings(interaction.guild_id)
        asked = challenge.asked
        defaults = defaults_for(asked.opening, asked.key, asked.mode, settings.defaults)
        request = request_of(options_of(asked), defaults)
        await services.orders.compose(
            interaction, request, notes=(answer_note(challenge),), challenge=challenge.id
        )


class WriteAnswer(
    _OfChallenge, discord.ui.DynamicItem[Button], template=r"lilt:own-answer:(?P<challenge>\d{1,18})"
):
    """Opens the form, which has the opening in it."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(discord.ui.Button(label="Write one", custom_id=f"lilt:own-answer:{challenge_id}"))
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        await services_of(interaction).admission.admit(interaction)
        await open_form(interaction, AnswerForm(await _running(interaction, self.challenge_id)))


class EndChallenge(
    _OfChallenge, discord.ui.DynamicItem[Button], template=r"lilt:end:(?P<challenge>\d{1,18})"
):
    """Asks once more, in the row itself."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(discord.ui.Button(label="End now", custom_id=f"lilt:end:{challenge_id}"))
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        challenge = await _to_end(interaction, self.challenge_id)
        await update(interaction, view=challenge_view(challenge.id, ending=True))


class KeepChallenge(
    _OfChallenge, discord.ui.DynamicItem[Button], template=r"lilt:keep-on:(?P<challenge>\d{1,18})"
):
    """Takes End now back."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(discord.ui.Button(label="Let it run", custom_id=f"lilt:keep-on:{challenge_id}"))
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        challenge = await _to_end(interaction, self.challenge_id)
        await update(interaction, view=challenge_view(challenge.id))


class EndChallengeNow(
    _OfChallenge, discord.ui.DynamicItem[Button], template=r"lilt:end-now:(?P<challenge>\d{1,18})"
):
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
        await update(interaction, content=None, embed=ended_embed(ended), view=None)


class ChangeAnswer(
    _OfChallenge, discord.ui.DynamicItem[Button], template=r"lilt:rewrite:(?P<challenge>\d{1,18})"
):
    """Opens the form again with what was typed, which is the file of the message above the button."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(change_it(f"lilt:rewrite:{challenge_id}"))
        self.challenge_id = challenge_id

    @reporting
    async def callback(self, interaction: Interaction) -> None:
        challenge = await _running(interaction, self.challenge_id)
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
    """Render the answer that a submitted form holds.

    An error is reported with what was typed, and a way back.
    """
    match = submitted_form(interaction, FORM)
    if match is None:
        return
    texts = submitted_texts(interaction)
    text = texts.get("abc", "")
    try:
        check_form(texts, {"abc": LONGEST})
        challenge = await _running(interaction, int(match["challenge"]))

        async def fetch() -> str:
            return text

        await play(interaction, fetch, RenderOptions(), answers=challenge)
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        way_back = ChangeAnswer(int(match["challenge"]))
        await report_with_text(interaction, error, text[:LONGEST], way_back)


async def _running(interaction: Interaction, challenge_id: int) -> Challenge:
    """The challenge, which is on this server and not over. Raises NotHere."""
    services = services_of(interaction)
    challenge = await services.history.challenge(challenge_id)
    if challenge is None or challenge.guild_id != interaction.guild_id:
        raise NotHere("There is no such challenge here.")
    if challenge.ends_at <= services.schedule.now():
        raise NotHere(OVER)
    return challenge


async def _to_end(interaction: Interaction, challenge_id: int) -> Challenge:
    """The challenge, which runs here, and which this user may end. Raises NotHere."""
    challenge = await _running(interaction, challenge_id)
    if interaction.user.id != challenge.user_id and not interaction.permissions.manage_guild:
        raise NotHere("Only the person who began this challenge, or who manages this server, can end it.")
    return challenge


def challenge_view(challenge_id: int, *, ending: bool = False) -> discord.ui.View:
    """What is under a challenge. `ending`: End now was pressed."""
    last = (EndChallengeNow, KeepChallenge) if ending else (EndChallenge,)
    return view_of(*(kind(challenge_id) for kind in (AnswerChallenge, WriteAnswer, *last)))
