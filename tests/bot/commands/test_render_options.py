"""/render with its options, which a form keeps in its id."""

from __future__ import annotations

from typing import Any

import pytest

from bot.components.paste_form import FORM, ChangePasted, PasteForm, options_of
from bot.policy.guild_settings import GuildSettings
from bot.requests.user_abc import RenderOptions
from generator.instruments import INSTRUMENTS
from generator.notation.theory import MODE_NAMES
from tests.bot.commands.pasting import ABC, paste
from tests.bot.conftest import Stage
from tests.bot.fakes import pick, prefilled

pytestmark = pytest.mark.usefixtures("its_files_are_discords")


async def test_instrument_tempo_and_key_are_as_asked(stage: Stage) -> None:
    await paste(stage, ABC, instrument="harp", tempo=90, key="A", simplify=True)
    work: Any = stage.engine.last.work
    assert (work.request.instrument, work.request.tempo, work.request.key) == ("harp", 90, "A")
    assert "K:Amaj\n" in work.abc


async def test_what_cannot_be_made_easier_is_said(stage: Stage) -> None:
    said = "There was nothing to make easier in this tune; it is as you sent it."
    plain = (await paste(stage, "X:1\nT:Plain\nM:6/8\nL:1/8\nK:D\nD3 A3|]\n", simplify=True)).response
    ornate = await paste(stage, "X:1\nT:Ornate\nM:6/8\nL:1/8\nK:D\n(3DFA F2 A3|]\n", simplify=True)
    assert [said in (one.content or "") for one in (plain, ornate.response)] == [True, False]


@pytest.mark.parametrize("title", ["T:Ann's Jig\n", ""])
async def test_a_tune_keeps_its_title_in_another_key(stage: Stage, title: str) -> None:
    abc = f"X:1\n{title}R:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"
    await paste(stage, abc)
    await paste(stage, abc, key="A")
    await paste(stage, abc.replace("gfe d3", "gfe a3"), key="A")
    first, moved, other = [(await stage.entry(number)).tune for number in (1, 2, 3)]
    assert moved.title == first.title
    assert (first.request.key, moved.request.key) == ("D", "A")
    assert other.title != first.title


async def test_backing_and_times_are_as_asked(stage: Stage) -> None:
    message = (await paste(stage, ABC, instrument="fiddle and accordion", backing="piano", times=4)).response
    request = stage.engine.last.work.request  # type: ignore[union-attr]
    assert (request.instrument, request.backing, request.times) == ("fiddle and accordion", "piano", 4)
    assert message.embeds[0].description.endswith(" · fiddle and accordion, with piano")
    made = (await pick(stage.bob, message, "more", "making")).response.embeds[0]
    (_, said) = made.description.splitlines()
    assert said == "Players: fiddle and accordion, with piano, played four times, 112 beats per minute."


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("key", ["F#", "é:", "😀😀", "%2"])
def test_the_longest_options_fit_into_the_id_of_a_form_and_are_read_again(instrument: str, key: str) -> None:
    longest = RenderOptions(
        instrument=instrument,
        backing="guitar",
        tempo=300,
        times=4,
        key=key,
        simplify=True,
        tab="guitar DADGAD",
    )
    custom_id = PasteForm(longest).custom_id
    match = FORM.fullmatch(custom_id)
    assert match is not None
    assert options_of(match) == longest
    assert max(len(custom_id), len(ChangePasted(longest).custom_id)) <= 100


async def test_a_pasted_tune_has_the_tablature_that_was_chosen(stage: Stage) -> None:
    await paste(stage, ABC, tab="mandolin")
    await paste(stage, ABC, tab="none")
    assert [tune.request.tab for tune in stage.engine.rendered] == ["mandolin", None]


def test_a_form_from_before_there_was_a_tablature_is_read() -> None:
    match = FORM.fullmatch("lilt:paste:harp:90:F#:1:band:2")
    assert match is not None
    assert (options_of(match).backing, options_of(match).times, options_of(match).tab) == ("band", 2, None)


def test_a_form_from_before_there_was_a_backing_is_read() -> None:
    match = FORM.fullmatch("lilt:paste:harp:90:F#:1")
    assert match is not None
    assert options_of(match) == RenderOptions(instrument="harp", tempo=90, key="F#", simplify=True)


async def test_a_form_that_a_server_has_no_defaults_for_asks_for_the_usual(stage: Stage) -> None:
    await paste(stage, ABC)
    assert stage.engine.last.work.request.backing is None  # type: ignore[union-attr]


async def test_the_servers_players_play_if_none_are_named(stage: Stage) -> None:
    await stage.history.set_guild_settings(
        stage.guild.id, GuildSettings(instrument="harp", backing="piano").to_json()
    )
    await paste(stage, ABC)
    request = stage.engine.last.work.request  # type: ignore[union-attr]
    assert (request.instrument, request.backing) == ("harp", "piano")


WIDE = "X:1\nT:Wide\nM:4/4\nL:1/8\nK:D\n{} DFAd fag'|]\n"


@pytest.mark.parametrize(
    ("usual", "lowest", "plays"),
    [("flute", "A,", "fiddle"), (None, "A,,", "harp"), ("flute", "A,,", "harp")],
)
async def test_where_the_usual_instrument_cannot_play_the_tune_in_the_key_another_one_does(
    stage: Stage, usual: str | None, lowest: str, plays: str
) -> None:
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(instrument=usual).to_json())
    message = (await paste(stage, WIDE.format(lowest), key="D")).response
    assert (await stage.entry()).tune.request.instrument == plays
    assert message.content == (
        f"The usual instrument, {usual or 'fiddle'}, cannot play this tune in D; it is played on {plays}."
    )


@pytest.mark.parametrize(
    ("lowest", "options", "said"),
    [
        (
            "A,,",
            {"instrument": "fiddle"},
            "instrument: fiddle is not possible; it cannot play this tune in D.",
        ),
        ("A,,,", {}, "key: D is not possible; no instrument can play this tune in it."),
    ],
)
async def test_a_chosen_instrument_is_refused_and_a_tune_that_none_can_play(
    stage: Stage, lowest: str, options: dict[str, str], said: str
) -> None:
    assert (await paste(stage, WIDE.format(lowest), key="D", **options)).response.content == said


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ("R:jig\nQ:3/8=96", "jig · D major · 6/8 · 96 · fiddle"),
        ("R:Jig, double\nQ:1/4=90", "jig · D major · 6/8 · 90 · fiddle"),
        ("R:slip jig (old)", "slip jig · D major · 6/8 · 96 · fiddle"),
        ("Q:1/8=400", "D major · 6/8 · fiddle"),
    ],
)
async def test_a_tune_that_is_sent_shows_its_type_and_its_tempo(stage: Stage, head: str, shown: str) -> None:
    message = (await paste(stage, ABC.replace("R:jig", head), backing="none")).response
    assert message.embeds[0].description == shown


async def test_the_tempo_that_is_asked_for_is_shown(stage: Stage) -> None:
    message = (await paste(stage, ABC.replace("R:jig", "Q:3/8=96"), backing="none", tempo=60)).response
    assert message.embeds[0].description == "D major · 6/8 · 60 · fiddle"


@pytest.mark.parametrize(
    ("head", "options", "form", "sound"),
    [
        (
            "R:jig\nQ:3/8=96",
            {"tab": "banjo"},
            "jig, 6/8, AABB, 8 bars",
            "fiddle, guitar, 96, once, tab banjo",
        ),
        ("R:jig\nQ:1/8=180", {"times": 3}, "jig, 6/8, AABB, 8 bars", "fiddle, guitar, 60, three times"),
        ("R:jig", {"backing": "band", "tempo": 90}, "jig, 6/8, AABB, 8 bars", "fiddle, band, 90, once"),
        ("Q:3/8=200", {"instrument": "pipes"}, "6/8, AABB, 8 bars", "pipes, drone, 200, twice"),
    ],
)
async def test_remix_of_a_tune_that_was_sent_holds_how_it_was_played(
    stage: Stage, head: str, options: dict[str, Any], form: str, sound: str
) -> None:
    part = "|:dfa afd|gfe dfa|dfa afd|gfe dfa|dfa afd|gfe dfa|dfa afd|gfe d3:|"
    abc = f"X:1\nT:Ann's Jig\n{head}\nM:6/8\nL:1/8\nK:Ddor\n{part}\n{part.lower()}\n"
    message = (await paste(stage, abc, **options)).response
    shown = prefilled(await stage.bob.click(message, label="Remix"))
    assert (shown["form"], shown["key"], shown["sound"]) == (form, "D Dorian", sound)


@pytest.mark.parametrize(("options", "tempo"), [({}, None), ({"tempo": 90}, 90)])
async def test_a_new_tune_from_one_that_was_sent_has_only_a_tempo_that_was_asked_for(
    stage: Stage, options: dict[str, Any], tempo: int | None
) -> None:
    """300 eighths a minute are 100 dotted quarters."""
    message = (await paste(stage, ABC.replace("R:jig", "R:jig\nQ:1/8=300"), **options)).response
    await pick(stage.bob, message, "more", "begin")
    await pick(stage.bob, message, "vary", "A")
    assert [one.tempo for one in stage.engine.asked[1:]] == [tempo, tempo]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("head", "key", "unknown", "nearest"),
    [
        ("R:reel\nM:C|", "D", "", "reel, 4/4, major"),
        ("R:slide\nM:12/8", "Ddor", "slide, 12/8, Dorian", "jig, 6/8, Dorian"),
        ("R:reel\nM:5/4", "Dmix", "reel, 5/4, Mixolydian", "reel, 4/4, major"),
    ],
)
async def test_another_and_remix_of_a_kind_that_the_model_has_not_learnt_are_of_the_nearest(
    stage: Stage, head: str, key: str, unknown: str, nearest: str
) -> None:
    message = (await paste(stage, f"X:1\n{head}\nL:1/8\nK:{key}\n|:dfa dfa|gfe d3:|\n")).response
    other = (await stage.bob.click(message, label="Another")).response
    asked: Any = stage.engine.asked[-1]
    assert f"{asked.type}, {asked.meter}, {MODE_NAMES[asked.mode]}" == nearest
    said = f"The model has not learnt {unknown}. The nearest it knows is {nearest}."
    assert other.content == (said if unknown else "")
    form = prefilled(await stage.bob.click(message, label="Remix"))["form"]
    assert form.startswith(f"{asked.type}, {asked.meter}")
