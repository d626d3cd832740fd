"""/find."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.app import Lilt
from bot.views.found_tunes import WHY_THIS_KEY
from generator.errors import Unavailable
from generator.library import InPrint
from generator.library.printed_collections import collection_of
from generator.model.folders import SHIPPED
from generator.model.training_tunes import TrainingTune, load_training_tunes
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeLibrary, add_tune, asker, labels, tune
from tests.bot.listings import numbers

KESH = "X:1\nT:T\nM:6/8\nL:1/8\nK:G\nD|:GAG GAB|ABA ABd|edd gdd|edB dBA:|\n"
PRINTED = (
    TrainingTune("The *Old* Jig", "book.abc:8", (62, 66, 69, 69, 66, 62, 67, 66, 64)),
    TrainingTune("", "airdsAirs/book2.abc:90", (60, 64, 67, 64, 60)),
)


async def add(stage: Stage, abc: str, user: Any = None, guild: Any = None, title: str = "T") -> None:
    made = replace(tune(ComposeRequest(), title), abc=abc)
    whose = asker(user or stage.ann, guild or stage.guild)
    await add_tune(stage.history, whose, ComposeRequest(), made)


async def print_tunes(stage: Stage) -> None:
    library = FakeLibrary(*PRINTED)
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=library, pause=0)
    )


async def find(stage: Stage, notes: str, user: Any = None, **options: Any) -> Any:
    return (await (user or stage.ann).slash(stage.channel, "find", notes=notes, **options)).response


async def test_a_tune_is_found_with_number_type_key_and_bar_and_can_be_opened(stage: Stage) -> None:
    await add(stage, KESH, title="**Kesh**")
    message = await find(stage, "efe gfe|fdc", key="A")  # bars 3 and 4, a note of the Kesh different
    assert numbers(message) == []
    message = await find(stage, "fee aee|fec")
    assert message.embeds[0].title == r"Tunes with “fee aee\|fec”"
    assert message.embeds[0].description.splitlines() == [
        "Tunes here, your notes read in D major:",
        r"**#1** \*\*Kesh\*\* · jig · D major · bar 3 · same rhythm",
        "",
        "There are no printed tunes to search.",
    ]
    assert (
        message.embeds[0].footer.text
        == f"In any key; a note that is repeated counts once · {WHY_THIS_KEY} · /tune plays one"
    )
    assert labels(message) == ["Open a tune"]
    assert (await stage.bob.select(message, ["1"])).response.embeds[0].title.startswith("#1 · ")


async def test_notes_are_read_in_the_key_that_is_given(stage: Stage) -> None:
    await add(stage, KESH)
    assert numbers(await find(stage, "GAB ABA ABd", key="G")) == [1]
    assert numbers(await find(stage, "_A_Bc _Bc_B c_e", key="C")) == [1]
    assert numbers(await find(stage, "_A_Bc _Bc_B c_e")) == [1]
    assert numbers(await find(stage, "ABc BAB ce", key="Am")) == []


async def test_only_what_the_user_may_see_is_found(stage: Stage) -> None:
    await add(stage, KESH)
    await add(stage, KESH, guild=99)
    await add(stage, KESH, user=stage.bob, guild=98)
    assert numbers(await find(stage, "GAB ABA ABd")) == [2, 1]
    assert numbers(await find(stage, "GAB ABA ABd", stage.bob)) == [3, 1]
    assert numbers((await stage.bob.user.slash("find", notes="GAB ABA ABd")).response) == [3]


async def test_printed_tunes_are_found_too(stage: Stage) -> None:
    await print_tunes(stage)
    message = await find(stage, "dfa fdg", key="D")
    assert message.embeds[0].description.splitlines() == [
        "No tune here has these notes.",
        "",
        "Printed tunes, your notes read in D major:",
        r"*The \*Old\* Jig* · book.abc\:8",
    ]
    assert labels(message) == []
    assert (await find(stage, "CEG EC")).embeds[0].description.endswith("\nuntitled · Aird's Airs, volume 2")
    assert message.embeds[0].footer.text == "In any key; a note that is repeated counts once"
    nothing = (await find(stage, "C_DE_GE")).embeds[0].description
    assert nothing.splitlines() == ["No tune here has these notes.", "", "No printed tune has these notes."]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("airdsAirs/book2.abc:475", "Aird's Airs, volume 2"),
        ("oneills1850/0201-0300.abc:71", "O'Neill's Music of Ireland, nos. 201\N{EN DASH}300"),
        ("oneills1850/0732-0758_bs.abc:2", "O'Neill's Music of Ireland, nos. 732\N{EN DASH}758"),
        ("oneills1850/0731-0731.abc:2", "O'Neill's Music of Ireland, no. 731"),
        ("ryansMammoth/AcaciaReel.abc:1", "Ryan's Mammoth Collection"),
        ("miscFolk/northumbrianminstrelsyopus.abc:9", "Northumbrian Minstrelsy"),
        ("miscFolk/americanfifeopus.abc:9", "American fife tunes"),
        ("my/book.abc:8", "my/book.abc:8"),
    ],
)
def test_a_collection_is_called_as_players_know_it(place: str, name: str) -> None:
    assert collection_of(place) == name


def test_every_place_of_the_shipped_tunes_is_in_a_collection_with_a_name() -> None:
    places = [one.place for one in load_training_tunes(SHIPPED / "third")]
    assert not [place for place in places if collection_of(place) == place]


class Silent(FakeLibrary):
    """No worker answers."""

    async def containing(self, steps: str) -> InPrint:
        raise Unavailable("No worker answers.")


async def test_where_nobody_can_search_the_printed_tunes_the_others_are_found(stage: Stage) -> None:
    await add(stage, KESH)
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=Silent(), pause=0)
    )
    message = await find(stage, "GAB ABA ABd")
    assert numbers(message) == [1]
    assert message.embeds[0].description.endswith("\n\nThe printed tunes cannot be searched now.")


async def test_what_is_left_out_of_the_notes_is_said(stage: Stage) -> None:
    await add(stage, KESH)
    message = await find(stage, "GAB *h* ABA !foo!ABd H")
    assert message.embeds[0].description.splitlines()[:3] == [
        "H is no note and is left out; notes are A to G and a to g.",
        "The letter h is no note and stands for no sign; it is left out.",
        "The sign !foo! is not known and left out.",
    ]
    assert numbers(message) == [1]


async def test_a_key_that_makes_two_notes_one_is_not_tried(stage: Stage) -> None:
    await add(stage, KESH.replace("GAG", "^CDEFG ^CDEFG GAG"))
    assert numbers(await find(stage, "C_DE_GE")) == []


async def test_a_long_list_says_how_many_there_are(stage: Stage) -> None:
    for _ in range(12):
        await add(stage, KESH)
    message = await find(stage, "GAB ABA ABd")
    assert message.embeds[0].description.startswith(
        "Tunes here, your notes read in C major, 10 of 12:\n**#12** T · "
    )


async def test_older_tunes_that_are_not_indexed_yet_are_spoken_of(stage: Stage) -> None:
    await stage.history._db.execute("INSERT INTO facts VALUES ('unindexed', '0')")
    message = await find(stage, "GAB ABA ABd")
    assert "older tunes are still being added to the index" in message.embeds[0].footer.text


@pytest.mark.parametrize(
    ("notes", "options", "said"),
    [
        (
            "hello",
            {},
            "There is only one note in that; tunes are found by 5 to 40 notes, such as `dfa afd`. A note "
            "that is repeated counts once. Notes are A to G and a to g.",
        ),
        (
            "dfa",
            {},
            "There are only three notes in that; tunes are found by 5 to 40 notes, such as `dfa afd`. A",
        ),
        ("dddddd", {}, "There is only one note in that; "),
        ("dfaf" * 15, {}, "Those are 60 notes, and the limit is 40; "),
        (
            "sorry",
            {},
            "There are no notes in that; tunes are found by 5 to 40 notes, such as `dfa afd`. Notes are A to "
            "G and a to g.",
        ),
        ("z8", {}, "There are no notes in that; "),
        ("dfa ; afd", {}, "The notes cannot be read at character"),
        ("K:D dfa ; afd", {}, "The notes cannot be read at character 9: "),
        ("X:2", {}, "Please leave out the header lines, or write only the key before the notes, "),
        ("X:2\nK:H\ndfa afd", {}, "K:H is no key; it is written as in `K:D`"),
        ("K:Q dfa afd", {}, "K:Q is no key; it is written as in `K:D`"),
        ("dfa afd", {"key": "H"}, "key: H is not possible; it is written as in D, Em or A dorian."),
        ("dfa afd", {"key": "D\tT:x"}, r"key: DT\:x is not possible; it is written as in D, Em or A dorian."),
    ],
)
async def test_what_cannot_be_looked_for_gets_a_sentence(
    stage: Stage, notes: str, options: dict[str, Any], said: str
) -> None:
    result = await stage.ann.slash(stage.channel, "find", notes=notes, **options)
    assert result.ephemeral
    assert result.response.content.startswith(said), result.response.content
    assert "\n" not in result.response.content
    assert stage.refusals


@pytest.mark.parametrize(
    "header", ["K:D ", "K:D\n", "X:1\nK:D\n", "X:1 T:A Key: one L:1/8 K:D major ", "K: D Maj\n"]
)
async def test_the_notes_may_stand_below_a_key(stage: Stage, header: str) -> None:
    await add(stage, KESH)
    description = (await find(stage, header + "dedf ded")).embeds[0].description
    assert description.startswith("No tune here has these notes.")
    message = await find(stage, header + "DED DEF|EFE EFA")
    assert message.embeds[0].description.startswith("Tunes here, your notes read in D major:")
    assert numbers(message) == [1]
    assert numbers(await find(stage, header + "DED DEF|EFE EFA", key="C")) == []


async def test_a_note_before_a_bar_line_is_no_field(stage: Stage) -> None:
    await add(stage, KESH)
    assert numbers(await find(stage, "D:|GAG GAB|ABA", key="G")) == [1]
