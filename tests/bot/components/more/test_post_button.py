"""Post here, under what More gave a user alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.components.more.files_menu import FILES
from bot.components.more.post_button import PostHere
from bot.policy.guild_settings import GuildSettings
from bot.requests.renditions import RENDITIONS
from generator.instruments import INSTRUMENTS
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, labels, names, pick, pick_file, tune


async def shown(stage: Stage, value: str, *then: str) -> Any:
    """What Bob alone sees of a tune of Ann's."""
    ornate = replace(tune(ComposeRequest()), abc="X:1\nT:The Fake Jig\nM:6/8\nL:1/8\nK:D\n(3DFA F2 A3|]\n")
    await add_tune(stage.history, asker(stage.ann, stage.guild), ComposeRequest(), ornate)
    message = (await stage.ann.slash(stage.channel, "tune", number=1)).response
    if value in FILES:
        return (await pick_file(stage.bob, message, value)).response
    result = await pick(stage.bob, message, "more", value)
    return (await pick(stage.bob, result.response, value, then[0]) if then else result).response


CASES = [(name,) for name in RENDITIONS] + [
    ("instrument", "flute and harp"),
    ("key", "Bb"),
    ("tab", "whistle F#"),
]


@pytest.mark.parametrize("choice", CASES, ids="-".join)
async def test_the_same_is_posted_for_everyone(stage: Stage, choice: tuple[str, ...]) -> None:
    own = await shown(stage, *choice)
    assert (own.ephemeral, labels(own)) == (True, ["Post here"])
    files, text = names(own), own.content
    result = await stage.bob.click(own, label="Post here")
    (posted,) = result.followups
    assert not posted.ephemeral
    assert names(posted) == files
    assert posted.content == "\n".join(filter(None, ("**#1** The Fake Jig · posted by bob", text)))
    assert stage.engine.rendered[-1] == stage.engine.rendered[-2]
    assert (labels(own), labels(posted)) == ([], [])


async def test_a_second_press_posts_nothing(stage: Stage) -> None:
    own = await shown(stage, "abc")
    stage.engine.hold, stage.engine.held = stage.env, "composing"
    before = own.components
    first = await stage.bob.click(own, label="Post here")
    own._message.components = before  # what a client shows that has not received the edit yet
    again = await stage.bob.click(own, label="Post here")
    stage.engine.go_on.set()
    await stage.env.settle()
    assert [len(first.followups), len(again.followups)] == [1, 0]
    assert names(first.followups[0]) == ["lilt-1-the-fake-jig.abc"]


async def test_it_is_posted_after_a_restart(stage: Stage) -> None:
    own = await shown(stage, "slower-80")
    await stage.restart()
    result = await stage.bob.click(own, label="Post here")
    assert names(result.followups[0]) == ["lilt-1-the-fake-jig-80-percent.mp3"]


async def test_who_may_not_use_lilt_here_posts_nothing(stage: Stage) -> None:
    own = await shown(stage, "abc")
    elsewhere = stage.guild.create_text_channel("elsewhere")
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(channels=(elsewhere.id,)).to_json())
    result = await stage.bob.click(own, label="Post here")
    assert result.ephemeral
    assert result.response.content.startswith("On this server, Lilt can only be used in ")
    assert len(stage.engine.rendered) == 2


async def test_a_tune_that_was_deleted_is_not_posted(stage: Stage) -> None:
    own = await shown(stage, "abc")
    await stage.history.delete(1)
    result = await stage.bob.click(own, label="Post here")
    assert result.ephemeral
    assert "There is no tune" in result.response.content


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_the_state_of_the_button_fits_into_its_id(instrument: str) -> None:
    custom_id = str(PostHere(10**17, f"instrument={instrument}").custom_id)
    assert len(custom_id) <= 100
    match = PostHere.__discord_ui_compiled_template__.fullmatch(custom_id)
    assert match is not None
    assert match["name"] == f"instrument={instrument}"
