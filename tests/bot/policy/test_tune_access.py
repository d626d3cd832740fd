"""Who may see a tune by pressing something: those whom its message has shown it to, and nobody else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.errors import TuneNotFound
from bot.history import History
from bot.policy.tune_access import pressed_tune
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, pick, tune

ANN, BOB = 1, 2
HERE, ELSEWHERE = 10, 20


def pressing(user: int, guild: int | None, *ids: str | None) -> Any:
    """An interaction with a control of a message that has controls with these ids; no ids: no message."""
    controls = [SimpleNamespace(custom_id=one) for one in ids]
    message = SimpleNamespace(components=[SimpleNamespace(children=controls)]) if ids else None
    return SimpleNamespace(user=SimpleNamespace(id=user), guild_id=guild, message=message)


@pytest.mark.parametrize("made_in", [None, HERE])
@pytest.mark.parametrize(
    ("user", "guild", "ids", "may"),
    [
        (ANN, None, (), True),
        (ANN, ELSEWHERE, ("lilt:more:9",), True),
        (BOB, HERE, ("lilt:vary:1",), True),  # the message showed it
        (BOB, ELSEWHERE, ("lilt:post:1:key=Bb",), True),
        (BOB, None, ("lilt:another:1", "lilt:more:1"), True),
        (BOB, ELSEWHERE, ("lilt:more:9",), False),
        (BOB, ELSEWHERE, ("lilt:more:11", "lilt:more:21", None), False),
        (BOB, None, (), False),
        (BOB, ELSEWHERE, ("lilt:history:server:1:older:1:", "lilt:cancel:1:2", "other:more:1"), False),
    ],
)
async def test_an_id_that_its_message_does_not_have_shows_nothing(
    history: History, made_in: int | None, user: int, guild: int | None, ids: tuple[str, ...], may: bool
) -> None:
    request = ComposeRequest()
    entry = await add_tune(history, asker(ANN, made_in), request, tune(request))
    if may:
        assert await pressed_tune(history, pressing(user, guild, *ids), entry.id) == entry
    else:
        with pytest.raises(TuneNotFound):
            await pressed_tune(history, pressing(user, guild, *ids), entry.id)


async def test_a_user_who_saved_a_tune_may_see_it_anywhere(history: History) -> None:
    request = ComposeRequest()
    entry = await add_tune(history, asker(ANN, HERE), request, tune(request))
    await history.save(BOB, entry.id)
    assert await pressed_tune(history, pressing(BOB, ELSEWHERE), entry.id) == entry


async def test_a_tune_that_somebody_shows_on_another_server_can_be_used_there(stage: Stage) -> None:
    request = ComposeRequest()
    await add_tune(stage.history, asker(stage.ann), request, tune(request))  # in direct messages
    shown = (await stage.ann.slash(stage.channel, "tune", number=1)).response
    result = await pick(stage.bob, shown, "more", "making")
    assert result.response.embeds[0].title == "How #1 was made"
    asked = await pick(stage.bob, shown, "more", "instrument")
    result = await pick(stage.bob, asked.response, "instrument", "flute")
    assert str(result.response.content).startswith("On flute")
