"""/daily through the real bot: what it sets, what is posted then, and what is said where it cannot be."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.bot.commands.server.scheduling import DAY, WEDNESDAY, Time, daily, last_text, pass_until
from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, names


async def test_a_tune_comes_every_day_with_its_buttons(stage: Stage, admin: Any, time: Time) -> None:
    await daily(stage, admin, tune=True, hour=18, time_zone="Europe/Dublin", thursday="jig", friday="reel")
    await pass_until(stage, time, "2026-11-25 18:00")
    await pass_until(stage, time, "2026-11-25 20:00")
    await pass_until(stage, time, "2026-11-26 18:00")
    first, second = list[Any](stage.channel.history())
    assert [one.content for one in (first, second)] == [
        "Tune of the day, Wednesday 25 November", "Tune of the day, Thursday 26 November",
    ]  # fmt: skip
    assert names(second) == ["lilt-2-the-fake-jig.mp3", "lilt-2-the-fake-jig.png"]
    controls = [control for row in second.components for control in row.children]
    assert [getattr(one, "label", None) or one.placeholder for one in controls] == TUNE_LABELS
    entry = await stage.entry(2)
    assert (entry.asked.type, entry.message_id) == ("jig", second.id)
    assert await stage.history.orders() == []
    await stage.ann.click(second, label="Save")
    assert (await stage.history.saves(2)) == 1


async def test_it_has_the_servers_usual_instrument(stage: Stage, admin: Any, time: Time) -> None:
    await admin.slash(stage.channel, "settings", instrument="harp")
    await daily(stage, admin, hour=18)
    await pass_until(stage, time, "2026-11-25 18:00")
    assert (await stage.entry()).asked.instrument == "harp"


async def test_the_weeks_most_saved_tunes_are_a_set_on_sunday(stage: Stage, admin: Any, time: Time) -> None:
    for number in (1, 2, 3, 4):
        message = (await stage.compose()).response
        if number != 3:
            await stage.ann.click(message, label="Save")
        if number == 4:
            await stage.bob.click(message, label="Save (1)")
    await daily(stage, admin, session=True, hour=18)
    await pass_until(stage, time, "2026-11-28 18:00")
    await pass_until(stage, time, "2026-11-29 18:00")
    last: Any = stage.channel.last_message
    assert last.content == "Session of the week, Sunday 29 November"
    numbers = [line.split()[0] for line in last.embeds[0].description.splitlines()]
    assert numbers[:3] == ["**#4**", "**#2**", "**#1**"]
    before: Any = stage.channel.last_message
    await pass_until(stage, time, "2026-12-06 18:00")
    assert stage.channel.last_message == before  # nobody has saved a tune in this week
    assert await stage.history.orders() == []


async def test_without_options_it_shows_what_is_set(stage: Stage, admin: Any, time: Time) -> None:
    assert (await daily(stage, admin))["Tune of the day"] == "off"
    options = {"hour": 7, "time_zone": "america/new_york", "monday": "reel"}
    shown = await daily(stage, admin, channel=stage.channel, **options)
    assert shown == await daily(stage, admin)
    assert shown == {
        "Tune of the day": f"on; the next one comes <t:{int(WEDNESDAY) + DAY}:F>",
        "Session of the week": "off",
        "Where": f"<#{stage.channel.id}>",
        "When": "07:00, America/New\\_York",
        "Types": "Monday: reel",
    }
    assert (await daily(stage, admin, monday="any"))["Types"] == "any, every day"
    assert (await daily(stage, admin, off=True))["Tune of the day"] == "off"
    await pass_until(stage, time, "2026-11-27 18:00")
    assert stage.channel.history() == []


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"monday": "jig"}, {"Types": "Monday: jig"}),
        ({"hour": 7}, {"When": "07:00, UTC"}),
        ({"time_zone": "Europe/Dublin"}, {"When": "18:00, Europe/Dublin"}),
    ],
)
async def test_an_hour_a_zone_or_a_type_alone_turns_the_tune_on_again(
    stage: Stage, admin: Any, options: dict[str, Any], shown: dict[str, str]
) -> None:
    await daily(stage, admin, session=True, tune=True, hour=18)
    await daily(stage, admin, off=True)
    after = await daily(stage, admin, **options)
    assert after["Tune of the day"].startswith("on; the next one comes ")
    assert after["Session of the week"] == "off"
    assert shown.items() <= after.items()


async def test_to_turn_one_off_that_is_off_turns_nothing_on(stage: Stage, admin: Any) -> None:
    await daily(stage, admin, hour=18)
    await daily(stage, admin, off=True)
    for options in ({"session": False}, {"tune": False, "hour": 7}, {"off": True, "monday": "jig"}):
        assert (await daily(stage, admin, **options))["Tune of the day"] == "off"


async def test_a_city_can_be_typed_in_full(stage: Stage, admin: Any) -> None:
    shown = await daily(stage, admin, hour=18, time_zone="dublin, ireland")
    assert shown["When"] == "18:00, Europe/Dublin"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"time_zone": "../passwd"}, "time_zone: ../passwd is not possible; it must be a time zone such as"),
        ({"time_zone": "spain"}, "spain is not possible; it must be one of Europe/Madrid, Atlantic/Canary"),
        ({"monday": "polka"}, "monday: polka is not possible; it must be one of any, "),
    ],
)
async def test_what_is_not_possible_is_said_and_changes_nothing(
    stage: Stage, admin: Any, options: dict[str, str], sentence: str
) -> None:
    result = await admin.slash(stage.channel, "daily", **options)
    assert sentence in result.response.content.replace("\\", "")
    assert await stage.history.posts(stage.guild.id) == {}
    assert stage.refusals == ["BadRequest"]


async def test_zones_and_types_are_proposed(stage: Stage, admin: Any) -> None:
    zones = await admin.autocomplete(stage.channel, "daily", "time_zone", "dublin")
    assert [one["value"] for one in zones] == ["Europe/Dublin"]
    zones = await admin.autocomplete(stage.channel, "daily", "time_zone", "irel")
    assert [one["value"] for one in zones] == ["Europe/Dublin"]
    types = await admin.autocomplete(stage.channel, "daily", "sunday", "")
    assert [one["value"] for one in types] == ["any", "jig", "reel"]


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (404, 10003, "The channel <#{}> is gone."),
        (403, 50001, "I may not send messages with files in <#{}>."),
        (403, 50013, "I may not send messages with files in <#{}>."),
    ],
)
async def test_a_channel_that_is_gone_or_closed_turns_it_off_and_the_admin_is_told(
    stage: Stage, admin: Any, time: Time, status: int, code: int, why: str
) -> None:
    await daily(stage, admin, hour=18)
    stage.env.inject_error("POST", f"/channels/{stage.channel.id}/messages", status=status, code=code)
    await pass_until(stage, time, "2026-11-25 18:00")
    why = why.format(stage.channel.id)
    (told,) = admin.user.dm_channel.history()
    again = "`/daily` on the server turns it on again."
    assert told.content == f"The tune of the day is turned off. {why} {again}"
    assert (await daily(stage, admin))["Tune of the day"] == f"turned off. {why}"
    assert await stage.history.orders() == []
    assert await stage.history.get(1) is None  # nobody has seen it
    await pass_until(stage, time, "2026-11-26 18:00")
    assert stage.channel.history() == []
    await daily(stage, admin, channel=stage.channel)
    await pass_until(stage, time, "2026-11-27 18:00")
    assert last_text(stage) == "Tune of the day, Friday 27 November"


async def test_a_tune_that_cannot_be_made_is_said_and_the_next_day_has_one(
    stage: Stage, admin: Any, time: Time
) -> None:
    await daily(stage, admin, hour=18)
    stage.engine.fail = "The model knows no jig."
    await pass_until(stage, time, "2026-11-25 18:00")
    stage.engine.fail = None
    (told,) = admin.user.dm_channel.history()
    assert told.content == (
        "“Tune of the day, Wednesday 25 November” could not be posted in "
        f"<#{stage.channel.id}>: The model knows no jig."
    )
    await pass_until(stage, time, "2026-11-26 18:00")
    assert last_text(stage) == "Tune of the day, Thursday 26 November"


async def test_an_order_that_was_posted_but_not_settled_is_found_after_a_restart(
    stage: Stage, admin: Any, time: Time
) -> None:
    await daily(stage, admin, hour=18)
    await pass_until(stage, time, "2026-11-25 18:00")
    (message,) = stage.channel.history()
    (entry,) = [await stage.entry()]
    await stage.history._db.execute(
        "INSERT INTO jobs (id, user_id, user_name, guild_id, channel_id, created_at, asked, token, largest, "
        "entry_id, posting, occasion) VALUES (?, ?, 'Lilt', ?, ?, ?, '{}', '', 1, ?, 1, ?)",
        (
            f"daily:{stage.guild.id}:2026-11-25", entry.asker.user_id, stage.guild.id, stage.channel.id,
            int(message.created_at.timestamp()), entry.id,
            f'{{"post": "tune", "text": "{message.content}", "due_at": 0, "notice": false}}',
        ),
    )  # fmt: skip
    await stage.restart()
    await stage.env.settle()
    assert [one.id for one in stage.channel.history()] == [message.id]
    assert await stage.history.orders() == []


async def test_a_forum_cannot_be_chosen(stage: Stage) -> None:
    command: Any = stage.env.backend.find_command("daily", None)
    (channel,) = (option for option in command["options"] if option["name"] == "channel")
    types = {discord.ChannelType(number) for number in channel["channel_types"]}
    assert discord.ChannelType.text in types
    assert discord.ChannelType.forum not in types


async def test_forget_me_forgets_who_set_it_up_and_it_goes_on(stage: Stage, admin: Any, time: Time) -> None:
    await daily(stage, admin, hour=18)
    exported = await stage.history.export_user(admin.id)
    assert exported["set_up_to_be_posted"] == [
        {"guild_id": stage.guild.id, "post": "tune", "channel_id": stage.channel.id}
    ]
    await stage.history.delete_user(admin.id)
    stage.env.inject_error("POST", f"/channels/{stage.channel.id}/messages", status=404, code=10003)
    await pass_until(stage, time, "2026-11-25 18:00")
    assert (await stage.history.posts(stage.guild.id))["tune"].set_by is None
    assert await stage.history.orders() == []
