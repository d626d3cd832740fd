"""The checks at the start: the application's settings, and the permissions in each server."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.app import Lilt
from bot.history import History
from bot.ops.startup_checks import WrongSetup, check_application, missing_permissions
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary


def application(history: History, **facts: Any) -> discord.AppInfo:
    lilt = Lilt(engine=FakeEngine(), history=history, catalogue=CATALOGUE, library=FakeLibrary())
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


async def test_an_interactions_endpoint_keeps_the_bot_from_starting(history: History) -> None:
    with pytest.raises(WrongSetup, match="clear the Interactions Endpoint URL"):
        check_application(application(history, interactions_endpoint_url="https://example.org"))


async def test_a_correct_application_logs_nothing(history: History, caplog: pytest.LogCaptureFixture) -> None:
    check_application(application(history))
    assert caplog.records == []


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"bot_require_code_grant": True}, "Code Grant"),
        ({"integration_types_config": {"0": {}}}, "Installation"),
    ],
)
async def test_settings_that_make_the_bot_hard_to_install_are_logged(
    history: History, caplog: pytest.LogCaptureFixture, facts: dict[str, Any], word: str
) -> None:
    caplog.set_level("INFO", "bot")
    check_application(application(history, **facts))
    assert word in caplog.text


async def test_missing_permissions_are_logged_with_the_server(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    bot: Any = stage.env.bot
    await bot.on_ready()
    assert "Ceili" not in caplog.text
    role = bot.guilds[0].default_role
    role._permissions = discord.Permissions(send_messages=True).value
    for other in bot.guilds[0].me.roles[1:]:
        other._permissions = 0
    assert missing_permissions(bot.guilds[0]) == ["embed links", "attach files", "read message history"]
    await bot.on_guild_join(bot.guilds[0])
    (record,) = caplog.records
    assert record.getMessage().startswith(
        "Ceili does not allow Lilt to embed links, attach files, read message history;"
    )
