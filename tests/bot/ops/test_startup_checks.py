"""What is looked at when the bot starts: the application, and what it may do in each server."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.app import Lilt
from bot.history import History
from bot.ops.startup_checks import WrongSetup, check_application, lacking
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine


def application(history: History, **facts: Any) -> discord.AppInfo:
    lilt = Lilt(engine=FakeEngine(), history=history, catalogue=CATALOGUE)
    owner = {"id": "5", "username": "ada", "discriminator": "0", "avatar": None}
    data: Any = {
        "id": "1",
        "name": "Lilt",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "",
        "owner": owner,
        "integration_types_config": {"0": {}, "1": {}},
    }
    return discord.AppInfo(lilt._connection, data | facts)


async def test_commands_that_go_elsewhere_keep_it_from_starting(history: History) -> None:
    with pytest.raises(WrongSetup, match="empty Interactions Endpoint URL"):
        check_application(application(history, interactions_endpoint_url="https://example.org"))


async def test_an_application_that_is_set_up_well_is_not_worth_a_word(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    check_application(application(history))
    assert caplog.records == []


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"bot_require_code_grant": True}, "Code Grant"),
        ({"integration_types_config": {"0": {}}}, "Installation"),
    ],
)
async def test_what_makes_it_hard_to_invite_is_logged(
    history: History, caplog: pytest.LogCaptureFixture, facts: dict[str, Any], word: str
) -> None:
    caplog.set_level("INFO", "bot")
    check_application(application(history, **facts))
    assert word in caplog.text


async def test_a_server_that_allows_too_little_is_named_with_what_is_missing(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    bot: Any = stage.env.bot
    await bot.on_ready()
    assert "Ceili" not in caplog.text
    role = bot.guilds[0].default_role
    role._permissions = discord.Permissions(send_messages=True).value
    for other in bot.guilds[0].me.roles[1:]:
        other._permissions = 0
    assert lacking(bot.guilds[0]) == ["embed links", "attach files", "read message history"]
    await bot.on_guild_join(bot.guilds[0])
    (record,) = caplog.records
    assert record.getMessage().startswith(
        "Ceili does not allow Lilt to embed links, attach files, read message history;"
    )
