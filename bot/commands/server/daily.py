"""/daily: what the managers of a server have posted by itself, where and when."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot.commands.base import Command, Interaction, choices, matching
from bot.commands.server.settings import PLACES, Place
from bot.errors import NotHere
from bot.history import PostKind, ScheduledPost
from bot.ops.startup_checks import missing_permissions
from bot.policy.posting import check_may_post
from bot.schedule.setting_up import ANY, HOUR, HOURS, ZONE, Wishes, check_types, set_up
from bot.schedule.zones import zone_named, zones_like
from bot.services import Services, services_of
from bot.transport.answers import answer, defer, edit_answer
from bot.views.scheduled import POSTS, WEEKDAYS, daily_embed
from generator.catalogue import Catalogue

LONGEST_ZONE, LONGEST_TYPE = 60, 40
DAYS = tuple(day.lower() for day in WEEKDAYS)


class Board(Place):
    """A channel or a thread in which messages can be sent."""

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [one for one in PLACES if one is not discord.ChannelType.forum]


Channel = app_commands.Transform[app_commands.AppCommandChannel | app_commands.AppCommandThread, Board]


def daily_command(catalogue: Catalogue) -> Command:
    """The command for a model, whose types of tune it offers."""

    @app_commands.command(
        name="daily", description="Have a tune of the day and a weekly session posted in a channel"
    )
    @app_commands.describe(
        tune="Post a new tune every day",
        session="Post the week's most saved tunes as a set on Sundays",
        channel="Where they are posted; at first this channel if left out",
        hour=f"The hour of the day, from {HOURS[0]} to {HOURS[1]}; at first {HOUR} if left out",
        time_zone=f"The time zone: a city, a country, or such as Europe/Dublin; at first {ZONE} if left out",
        **{day: f"The type of tune on {day.title()}s; {ANY} for whichever comes" for day in DAYS},
        off="Turn both off",
    )
    async def daily(
        interaction: Interaction,
        tune: bool | None = None,
        session: bool | None = None,
        channel: Channel | None = None,
        hour: Range[int, HOURS[0], HOURS[1]] | None = None,
        time_zone: Range[str, 1, LONGEST_ZONE] | None = None,
        monday: Range[str, 1, LONGEST_TYPE] | None = None,
        tuesday: Range[str, 1, LONGEST_TYPE] | None = None,
        wednesday: Range[str, 1, LONGEST_TYPE] | None = None,
        thursday: Range[str, 1, LONGEST_TYPE] | None = None,
        friday: Range[str, 1, LONGEST_TYPE] | None = None,
        saturday: Range[str, 1, LONGEST_TYPE] | None = None,
        sunday: Range[str, 1, LONGEST_TYPE] | None = None,
        off: bool = False,
    ) -> None:
        types = (monday, tuesday, wednesday, thursday, friday, saturday, sunday)
        check_types(types, catalogue.types)
        zone = None if time_zone is None else await asyncio.to_thread(zone_named, time_zone)
        wishes = Wishes(
            on=dict.fromkeys(POSTS, False) if off else {"tune": tune, "session": session},
            channel_id=None if channel is None else channel.id,
            hour=hour,
            zone=None if zone is None else zone.key,
            types=types,
        )
        posts = await _after(interaction, wishes)
        here = any(post.channel_id == interaction.channel_id for post in posts.values())
        missing = missing_permissions(interaction) if here else []
        await _show(interaction, daily_embed(posts, missing))

    @daily.autocomplete("time_zone")
    async def zones(_: Interaction, typed: str) -> list[Choice[str]]:
        return choices(await asyncio.to_thread(zones_like, typed))

    async def types_of_tune(_: Interaction, typed: str) -> list[Choice[str]]:
        return matching((ANY, *catalogue.types), typed)

    for day in DAYS:
        daily.autocomplete(day)(types_of_tune)
    return daily


async def _after(interaction: Interaction, wishes: Wishes) -> Mapping[PostKind, ScheduledPost]:
    """What the server has set up, after these wishes. Raises NotHere where Lilt may not post what is on."""
    services, guild_id = services_of(interaction), interaction.guild_id
    if guild_id is None:
        raise NotHere("What is posted belongs to a server; use this command on one.")
    before = await _posts(services, guild_id)
    if not wishes:
        return before
    change = partial(
        set_up,
        wishes=wishes,
        place=(guild_id, interaction.channel_id or 0),
        user_id=interaction.user.id,
        now=services.schedule.now(),
    )
    channels = {post.channel_id for post in change(before).values() if post.next_at is not None}
    for channel_id in channels:  # one: they all have the same
        if channel_id != interaction.channel_id:
            await defer(interaction, ephemeral=True)  # Discord is asked, and waits 3 s for an answer itself
        await check_may_post(interaction, channel_id)
    after = change(await _posts(services, guild_id))  # somebody else may have changed them in the meantime
    await services.history.set_posts(*after.values())
    services.schedule.changed()
    return after


async def _posts(services: Services, guild_id: int) -> dict[PostKind, ScheduledPost]:
    """What the server has set up."""
    stored = await services.history.posts(guild_id)
    return {name: stored[name] for name in POSTS if name in stored}


async def _show(interaction: Interaction, embed: discord.Embed) -> None:
    """Answer with this; if that was deferred, in its place."""
    if interaction.response.is_done():
        await edit_answer(interaction, embed=embed)
    else:
        await answer(interaction, embed=embed, ephemeral=True)
