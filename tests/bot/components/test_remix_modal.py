"""The button Remix and its form with every setting, in the real bot."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from generator.errors import QueueFull
from generator.request import DARING, ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, labels, prefilled, tune

WISHES = {"type": "jig", "key": "D", "mode": "dor", "meter": "6/8", "parts": "AABB", "bars": 8,
          "instrument": "harp", "tempo": 90, "opening": "A|dfd AFA|", "seed": 7}  # fmt: skip
FILLED = {
    "form": "jig, 6/8, AABB, 8 bars",
    "key": "D Dorian",
    "opening": "A|dfd AFA|",
    "sound": "harp, 90",
    "chance": "wild, seed 7",
}


async def opened(stage: Stage) -> Any:
    """The form that Bob opened for a tune of Ann's."""
    message = (await stage.compose(**WISHES, daring="wild")).response
    stage.engine.title = "The Other Jig"
    return await stage.bob.click(message, label="Remix")


async def sent(stage: Stage, shown: Any, **changes: str) -> Any:
    return await stage.bob.submit_modal(shown, prefilled(shown) | changes)


async def test_the_form_holds_every_setting_of_the_tune(stage: Stage) -> None:
    assert prefilled(await opened(stage)) == FILLED


async def test_the_form_holds_who_plays_and_how_often(stage: Stage) -> None:
    message = (await stage.compose(instrument="flute and harp", backing="none", tempo=90, times=2)).response
    shown = await stage.bob.click(message, label="Remix")
    assert prefilled(shown)["sound"] == "flute and harp, no backing, 90, twice"
    await sent(stage, shown, key="D", form="jig", sound="fiddle and flute, band, 90")
    asked: Any = stage.engine.asked[1]
    assert (asked.instrument, asked.backing, asked.times) == ("fiddle and flute", "band", None)


async def test_the_form_holds_the_tablature(stage: Stage) -> None:
    message = (await stage.compose(tab="whistle C")).response
    shown = await stage.bob.click(message, label="Remix")
    assert prefilled(shown)["sound"] == "fiddle, 112, tab whistle C"
    await sent(stage, shown, key="D", form="jig", sound="fiddle, tab banjo")
    asked: Any = stage.engine.asked[1]
    assert (asked.instrument, asked.tab) == ("fiddle", "banjo")


async def test_an_unchanged_form_asks_for_the_same_tune(stage: Stage) -> None:
    result = await sent(stage, await opened(stage))
    assert stage.engine.asked[0] == stage.engine.asked[1]
    assert result.response.embeds[0].footer.text == "Asked for by bob"


async def test_a_changed_form_asks_for_what_it_says(stage: Stage) -> None:
    changes = {"form": "reel 8", "key": "Bb major", "opening": "A|dfaf", "sound": "flute", "chance": "tame"}
    await sent(stage, await opened(stage), **changes)
    temperature, top_p = DARING["tame"]
    asked = stage.engine.asked[1]
    assert asked == ComposeRequest(
        type="reel", bars=8, key="Bb", mode="maj", opening="A|dfaf", instrument="flute",
        temperature=temperature, top_p=top_p,
    )  # fmt: skip


async def test_a_remix_has_its_tune_as_parent(stage: Stage) -> None:
    await sent(stage, await opened(stage))
    entry = await stage.history.get(2)
    assert entry is not None
    assert entry.parent == 1


async def test_a_remix_keeps_the_named_model_and_its_types(
    stage: Stage,
) -> None:
    message = (await stage.compose(model="second")).response
    await sent(stage, await stage.bob.click(message, label="Remix"), key="D major", form="hornpipe")
    asked = stage.engine.asked[1]
    assert isinstance(asked, ComposeRequest)
    assert (asked.model, asked.type) == ("second", "hornpipe")


async def test_the_error_for_a_removed_model_lists_the_others(stage: Stage) -> None:
    message = (await stage.compose(type="jig", model="gone")).response
    result = await sent(stage, await stage.bob.click(message, label="Remix"))
    assert result.response.content == "model: gone is not possible; it must be one of: second, third."
    assert labels(result.response) == ["Change it"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"key": "H"}, "key: H is not possible; it may be a key, a mode or both, such as D, Dorian"),
        ({"form": "waltz"}, "type: waltz is not possible; this model knows only jig, reel."),
        ({"form": "reel 6/8"}, "meter: 6/8 is not possible; for a reel this model knows only 4/4."),
        ({"form": "AABB, 99"}, "bars: 99 is not possible; it must be a number from 4 to 32."),
        ({"form": "reel 8"}, "is not possible; bar 2 must fill 4/4; only a pickup and a last bar"),
        ({"opening": "dfd!"}, "opening: dfd! is not possible; it must be up to 200 characters of notes"),
        (
            {"sound": "tuba"},
            "instrument: tuba is not possible; it must be an instrument such as fiddle or fiddle and flute",
        ),
        (
            {"sound": "harp and banjo"},
            "instrument: harp and banjo is not possible; the duets are fiddle and flute,",
        ),
        ({"key": "*", "sound": "tuba"}, "key: \\* is not possible; it may be a key, a mode or both, such as"),
        ({"key": "*", "sound": "tuba"}, "or Bb major.\ninstrument: tuba is not possible; it must be"),
        ({"sound": "999"}, "tempo: 999 is not possible; it must be a number from 30 to 300."),
        ({"chance": "bold"}, "daring: bold is not possible; it may be tame, usual, wild or a number"),
        ({"chance": "seed 99999999999"}, "seed: 99999999999 is not possible; it must be a whole number."),
    ],
)
async def test_an_impossible_value_is_refused_and_the_form_can_be_opened_again_as_it_was_filled_in(
    stage: Stage, changes: dict[str, str], sentence: str
) -> None:
    shown = await opened(stage)
    result = await sent(stage, shown, **changes)
    assert result.ephemeral
    assert sentence in result.response.content
    again = await stage.bob.click(result.response, label="Change it")
    assert prefilled(again) == prefilled(shown) | changes


async def test_a_form_that_was_opened_again_can_be_sent(stage: Stage) -> None:
    wrong = await sent(stage, await opened(stage), key="H")
    again = await stage.bob.click(wrong.response, label="Change it")
    await sent(stage, again, key="D major", form="jig")
    assert stage.engine.last.work.key == "D"  # type: ignore[union-attr]


async def test_a_form_that_the_engine_refused_can_be_opened_again(stage: Stage) -> None:
    shown = await opened(stage)
    stage.engine.fail = "opening: A|dfd AFA| is not possible; bar 1 must fill 4/4."
    result = await sent(stage, shown)
    assert result.response is None
    (told,) = result.followups
    assert (told.content, told.ephemeral, labels(told)) == (stage.engine.fail, True, ["Change it"])
    again = await stage.bob.click(told, label="Change it")
    assert prefilled(again) == FILLED


async def test_a_form_that_a_full_queue_refused_can_be_opened_again(stage: Stage) -> None:
    shown = await opened(stage)
    stage.engine.refuse = QueueFull(100)
    result = await sent(stage, shown)
    assert result.response.content == str(stage.engine.refuse)
    assert labels(result.response) == ["Change it"]


async def test_backticks_do_not_end_the_note(stage: Stage) -> None:
    result = await sent(stage, await opened(stage), opening="`` **A**")
    values = [field.value for field in result.response.embeds[0].fields]
    assert "`\u02cb\u02cb **A**`" in values


async def test_the_form_and_its_button_work_after_a_restart(stage: Stage) -> None:
    shown = await opened(stage)
    await stage.restart()
    wrong = await sent(stage, shown, key="H")
    await stage.restart()
    again = await stage.bob.click(wrong.response, label="Change it")
    await stage.restart()
    await sent(stage, again, key="D", form="jig")
    assert stage.engine.asked[0] == ComposeRequest(
        type="jig", key="D", opening="A|dfd AFA|", instrument="harp", tempo=90,
        temperature=DARING["wild"][0], seed=7,
    )  # fmt: skip


async def test_the_remix_of_a_variation_has_no_source(stage: Stage) -> None:
    source = ComposeRequest(source="X:1\nM:6/8\nK:D\nDFA|]\n", change="A")
    await add_tune(stage.history, asker(stage.ann, stage.guild), source, tune(source))
    message = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    await sent(stage, await stage.bob.click(message, label="Remix"), key="D Dorian")
    asked: Any = stage.engine.asked[1]
    assert (asked.source, asked.change) == (None, None)


async def test_a_form_for_a_deleted_tune_is_refused(stage: Stage) -> None:
    shown = await opened(stage)
    await stage.history.delete(1)
    result = await sent(stage, shown)
    assert result.response.content == "There is no tune #1 here; `/history` lists the tunes that there are."


async def test_an_unexpected_error_shows_a_reference_and_gives_back_what_was_typed(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await opened(stage)
    stage.engine.crash = RuntimeError("secret")
    with caplog.at_level(logging.ERROR, logger="bot"):
        (told,) = (await sent(stage, shown)).followups
    assert told.content.startswith("Something went wrong on my side (reference ")
    assert told.embeds
    assert labels(told)
    assert "secret" in caplog.text


async def test_the_command_works_in_direct_messages(stage: Stage) -> None:
    message = (await stage.ann.user.slash("compose", type="jig")).response
    shown = await stage.ann.user.click(message, label="Remix")
    values = prefilled(shown) | {"key": "D"}
    result = await stage.ann.user.submit_modal(shown, values)
    assert result.response.embeds
