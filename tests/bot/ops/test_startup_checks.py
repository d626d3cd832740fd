"""The checks at the start: the application's settings, and the permissions in each server."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord import interactions

from bot.app import Lilt
from bot.history import History
from bot.ops.startup_checks import WrongSetup, check_application
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary


def manager(stage: Stage) -> Any:
    """A user who manages the server."""
    role = stage.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return stage.guild.add_member(stage.env.create_user("ada"), roles=[role])


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
    correct = application(history)
    caplog.clear()
    check_application(correct)
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


@pytest.fixture
def may_little(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The bot may only send messages, as the interactions say; the owners of the app, to be changed."""
    owners = {"0": str(stage.guild.id)}
    made: Any = interactions.base_payload

    def of_little(*arguments: Any, **more: Any) -> Any:
        record, payload = made(*arguments, **more)
        may = str(discord.Permissions(send_messages=True).value)
        return record, {**payload, "app_permissions": may, "authorizing_integration_owners": owners}

    monkeypatch.setattr(interactions, "base_payload", of_little)
    return owners


async def test_missing_permissions_are_logged_once_for_each_server(
    stage: Stage, may_little: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    await stage.compose()
    await stage.compose()
    (record,) = (one for one in caplog.records if one.name == "bot.ops.startup_checks")
    assert record.getMessage() == (
        f"server {stage.guild.id} does not allow Lilt to embed links, attach files, read message history "
        f"in channel {stage.channel.id}; please change its role or the channel"
    )


async def test_settings_name_what_is_missing_to_those_who_can_mend_it(
    stage: Stage, may_little: dict[str, str]
) -> None:
    shown = (await manager(stage).slash(stage.channel, "settings")).response.embeds[0]
    assert shown.fields[-1].name == "Missing permissions"
    assert "*Embed Links*, *Attach Files*, *Read Message History*" in shown.fields[-1].value


async def test_where_only_a_user_has_installed_lilt_no_permission_is_missing(
    stage: Stage, may_little: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    may_little.clear()
    may_little["1"] = str(stage.ann.id)
    await stage.compose()
    shown = (await manager(stage).slash(stage.channel, "settings")).response.embeds[0]
    assert "Missing permissions" not in [field.name for field in shown.fields]
    assert "does not allow" not in caplog.text
